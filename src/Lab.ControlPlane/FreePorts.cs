using System.Net;
using System.Net.Sockets;

namespace MiniStack.Lab.ControlPlane;

/// <summary>
/// Ports that nobody listens on at this moment, below the kernel's ephemeral range and NodePorts, so that no outgoing connection
/// takes one meanwhile. Another server still may: whoever listens must be ready to be refused, and try others.
/// </summary>
internal static class FreePorts
{
    private const int First = 20000;
    private const int End = 30000;

    public static int Next(IPAddress address)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(address, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one then.
            }
        }
    }
}
