using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.LeaderElection;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>Connects, waits until this process leads, and runs the controllers for as long as it does.</summary>
internal sealed partial class OperatorService(
    IEnumerable<IControllerWorker> workers,
    ClusterConnection connection,
    OperatorSettings settings,
    Leadership leadership,
    OperatorHealth health,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<OperatorService> logger) : BackgroundService
{
    /// <summary>What an orderly end may take once the lease is lost; others start no earlier than 5 s after that.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            health.Fail(exception);
            LogFailed(exception);
            throw;
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        await connection.ConnectAsync(stoppingToken);
        if (settings.LeaderElection is not { } election)
        {
            leadership.State = LeadershipState.Leading;
            await WorkAsync(stoppingToken);
            return;
        }

        var elector = ActivatorUtilities.CreateInstance<LeaderElector>(services, election);
        if (!await elector.RunAsync(WorkAsync, stoppingToken))
        {
            lifetime.StopApplication();
            _ = Task.Delay(LastMoment, CancellationToken.None).ContinueWith(
                _ => Environment.Exit(Leadership.LostExitCode), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Loops.RunAsync([.. workers.Select<IControllerWorker, Func<CancellationToken, Task>>(worker => worker.RunAsync)], cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(LogLevel.Critical, "Stopped: the controllers have ended, which is a bug")]
    private partial void LogFailed(Exception exception);
}
