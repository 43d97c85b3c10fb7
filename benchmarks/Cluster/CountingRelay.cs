using System.Net;
using System.Net.Sockets;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>Stands between a client and the API server, and counts what passes: TLS records, the handshake among them.</summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private long _sent;
    private long _received;

    private CountingRelay(string server, string kubeconfig)
    {
        _server = new Uri(server);
        _listener.Start();
        Kubeconfig = Path.GetTempFileName();
        var own = $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        File.WriteAllText(Kubeconfig, File.ReadAllText(kubeconfig).Replace(server, own, StringComparison.Ordinal));
        _accepting = AcceptAsync();
    }

    /// <summary>The one given, with the relay in the server's place.</summary>
    public string Kubeconfig { get; }

    /// <summary>Bytes from the client.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes to the client.</summary>
    public long Received => Interlocked.Read(ref _received);

    public static CountingRelay Start(BenchCluster cluster) => new(cluster.ControlPlane.Server, cluster.OperatorKubeconfig);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
        File.Delete(Kubeconfig);
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(connections);
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
                await Task.WhenAny(
                    CopyAsync(client, server, count => Interlocked.Add(ref _sent, count)),
                    CopyAsync(server, client, count => Interlocked.Add(ref _received, count)));
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, Action<int> passed)
    {
        var buffer = new byte[BufferSize];
        while (await from.GetStream().ReadAsync(buffer, _stop.Token) is var count and > 0)
        {
            passed(count);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
