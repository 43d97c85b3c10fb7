using System.Net;
using System.Net.Sockets;

namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>A way to the API server that can be cut: connections through it end, and new ones are refused.</summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _cut = new();
    private readonly Uri _target;
    private readonly Task _accepting;

    private TcpForwarder(Uri target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <param name="kubeconfig">Its server is the target.</param>
    /// <returns>The forwarder, and a kubeconfig whose server it is.</returns>
    public static (TcpForwarder Forwarder, string Kubeconfig) Start(string server, string kubeconfig)
    {
        var forwarder = new TcpForwarder(new Uri(server));
        var path = Path.GetTempFileName();
        var address = $"https://127.0.0.1:{((IPEndPoint)forwarder._listener.LocalEndpoint).Port}";
        File.WriteAllText(path, File.ReadAllText(kubeconfig).Replace(server, address, StringComparison.Ordinal));
        return (forwarder, path);
    }

    public void Cut()
    {
        _listener.Stop();
        _cut.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _accepting;
        _cut.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_cut.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(connections);
    }

    private async Task ForwardAsync(TcpClient from)
    {
        using var to = new TcpClient();
        using (from)
        {
            try
            {
                await to.ConnectAsync(_target.Host, _target.Port, _cut.Token);
                await Task.WhenAny(
                    from.GetStream().CopyToAsync(to.GetStream(), _cut.Token), to.GetStream().CopyToAsync(from.GetStream(), _cut.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }
}
