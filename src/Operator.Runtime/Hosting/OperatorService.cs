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
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<OperatorService> logger) : BackgroundService
{
    /// <summary>What an orderly end may take once the lease is lost; others start no earlier than 5 s after that.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
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
            await Task.WhenAll(workers.Select(worker => worker.RunAsync(cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Critical, "Stopped: a controller ended, which is a bug")]
    private partial void LogFailed(Exception exception);
}
