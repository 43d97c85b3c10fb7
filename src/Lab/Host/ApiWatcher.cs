using System.Threading.Channels;
using MiniStack.ApiPaths;

namespace MiniStack.Lab.Host;

/// <summary>
/// Runs an action whenever something changed in a few collections. A watch only says that there was a change: the action lists
/// anew, so that there is no state to lose, and whatever fails is simply done again.
/// </summary>
internal sealed class ApiWatcher(string name, ApiClient api, IReadOnlyList<ApiPath> paths)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>A change that no watch told of is seen after this long.</summary>
    private static readonly TimeSpan ResyncInterval = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ends only by cancellation.</summary>
    public Task RunAsync(Func<CancellationToken, Task> reconcile, CancellationToken cancellationToken) =>
        Task.WhenAll([ReconcileAsync(reconcile, cancellationToken), .. paths.Select(path => WatchAsync(path, cancellationToken))]);

    private async Task ReconcileAsync(Func<CancellationToken, Task> reconcile, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await reconcile(cancellationToken).ConfigureAwait(false);
                using var resync = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                resync.CancelAfter(ResyncInterval);
                try
                {
                    await _changes.Reader.ReadAsync(resync.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    continue;
                }
                // One change seldom comes alone.
                await Task.Delay(Settling, cancellationToken).ConfigureAwait(false);
                _changes.Reader.TryRead(out _);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                NodeLog.Write($"{name}: {e.Message}");
                await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WatchAsync(ApiPath path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await api.WatchAsync(path, () => _changes.Writer.TryWrite(true), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (ApiClient.IsTransient(e, cancellationToken))
            {
                NodeLog.Write($"{name}: watch of {path}: {e.Message}");
                await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
