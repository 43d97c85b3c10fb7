using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.LeaderElection;

namespace MiniStack.Operator.Runtime.Tests.LeaderElection;

/// <summary>An elector whose work is to wait until it is told to end.</summary>
internal sealed class Candidate : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LeaseServer _server;
    private readonly FakeTimeProvider _time;
    private readonly ApiClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _mayEnd = new();
    private readonly Leadership _leadership = new();

    public Candidate(LeaseServer server, string identity, FakeTimeProvider time, bool endsAtOnce = true)
    {
        (_server, _time) = (server, time);
        _client = new ApiClient(new KubernetesClientConfiguration { Host = server.Url, HttpClientTimeout = Timeout.InfiniteTimeSpan });
        if (endsAtOnce)
        {
            _mayEnd.SetResult();
        }

        var elector = new LeaderElector(
            _client, new LeaderElectionSettings("ns", "lease", identity), _leadership, time, NullLogger<LeaderElector>.Instance);
        Running = elector.RunAsync(WorkAsync, _stop.Token);
    }

    /// <summary>What the elector returns.</summary>
    public Task<bool> Running { get; }

    public LeadershipState State => _leadership.State;

    /// <summary>Whether the work was told to stop.</summary>
    public bool WasCancelled { get; private set; }

    public void Stop() => _stop.Cancel();

    public void EndWork() => _mayEnd.TrySetResult();

    /// <summary>Lets time pass in small steps, not while a request is being answered, until the condition holds; tells how much has passed.</summary>
    public async Task<TimeSpan> UntilAsync(Func<bool> condition)
    {
        var start = _time.GetUtcNow();
        var deadline = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Still waiting after {Patience.TotalSeconds} s; {State}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
            if (!_server.IsBusy)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        return _time.GetUtcNow() - start;
    }

    public async ValueTask DisposeAsync()
    {
        EndWork();
        await _stop.CancelAsync();
        await Running.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        WasCancelled = true;
        await _mayEnd.Task;
    }
}
