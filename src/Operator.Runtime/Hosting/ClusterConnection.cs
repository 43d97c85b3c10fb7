using System.Text.Json;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Queue;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>The connected cluster. The operator starts before its API server may answer, so what that serves is known only later.</summary>
public sealed partial class ClusterConnection(
    ApiClient client, OperatorSettings settings, TimeProvider time, ILogger<ClusterConnection> logger) : IDisposable
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15));
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile ApiDiscovery? _discovery;

    public bool IsConnected => _discovery is not null;

    /// <exception cref="InvalidOperationException">Before <see cref="ConnectAsync"/> has ended.</exception>
    public ApiDiscovery Discovery => _discovery ?? throw new InvalidOperationException("The API server was not reached yet.");

    /// <summary>Asks the API server what it serves, for as long as it takes to answer.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        while (_discovery is null)
        {
            try
            {
                var discovery = await ApiDiscovery.LoadAsync(client, settings.Schemas, cancellationToken);
                _discovery = discovery;
                LogConnected(discovery.GitVersion);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or ApiException or TimeoutException or JsonException)
            {
                var delay = _backoff.Next(exception);
                LogUnreachable(exception.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    /// <summary>Asks again: the cluster may have been upgraded under a running operator. Callers at the same time share one answer.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var known = _discovery;
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (ReferenceEquals(known, _discovery))
            {
                _discovery = await ApiDiscovery.LoadAsync(client, settings.Schemas, cancellationToken);
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose() => _refreshing.Dispose();

    [LoggerMessage(LogLevel.Information, "Connected to Kubernetes {Version}")]
    private partial void LogConnected(string version);

    [LoggerMessage(LogLevel.Warning, "Failed to reach the API server: {Reason} Retrying in {Seconds:0.0} s")]
    private partial void LogUnreachable(string reason, double seconds);
}
