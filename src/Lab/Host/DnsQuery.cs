using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniStack.Lab.Host;

/// <summary>Asks one server for one name's IPv4 address, as RFC 1035 has it.</summary>
internal static class DnsQuery
{
    private const int HeaderLength = 12;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <returns>The first address, or null when there is none or no answer.</returns>
    public static async Task<IPAddress?> ResolveAsync(string server, string name, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        using var client = new UdpClient();
        try
        {
            client.Connect(IPAddress.Parse(server), 53);
            var question = Question(name);
            await client.SendAsync(question, deadline.Token).ConfigureAwait(false);
            var answer = await client.ReceiveAsync(deadline.Token).ConfigureAwait(false);
            return FirstAddress(answer.Buffer, question.Length);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static byte[] Question(string name)
    {
        var message = new List<byte> { 0x4d, 0x53, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }
        message.AddRange([0, 0, 1, 0, 1]);
        return [.. message];
    }

    // Our resolver repeats the question, and its one answer to it is the address: name pointer (2 bytes), type, class, TTL, length (10), then four bytes.
    private static IPAddress? FirstAddress(ReadOnlySpan<byte> message, int questionLength)
    {
        const int fixedLength = 12;
        if (message.Length < questionLength + fixedLength + 4 || BinaryPrimitives.ReadUInt16BigEndian(message[6..HeaderLength]) == 0)
            return null;
        return new IPAddress(message.Slice(questionLength + fixedLength, 4));
    }
}
