using System.Runtime.InteropServices;
using MiniStack.Api.Logging;

namespace MiniStack.Api.Hosting;

/// <summary>
/// Ends the process on SIGTERM, but goes on accepting requests for <see cref="DrainFor"/>: whoever routes requests to this process learns of its
/// end only after the signal was sent, and a closed port would refuse what is still on its way. Then requests in flight have
/// <see cref="FinishWithin"/> before the server stops: stopping cancels the reading of their bodies. All this, and a preStop sleep of 5 s, fits into
/// Kubernetes's grace period of 30 s. A second SIGTERM, or SIGINT, stops the server at once.
/// </summary>
internal sealed class DrainingLifetime(Drain drain, IHostApplicationLifetime application, TimeProvider time, ILogger<DrainingLifetime> log)
    : IHostLifetime, IDisposable
{
    public static readonly TimeSpan DrainFor = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly List<PosixSignalRegistration> _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void OnTerminate(PosixSignalContext context)
    {
        context.Cancel = true;
        if (drain.Begin()) _ = StopAfterDrainAsync();
        else application.StopApplication();
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        application.StopApplication();
    }

    private async Task StopAfterDrainAsync()
    {
        Log.Draining(log, DrainFor.TotalSeconds);
        await Task.Delay(DrainFor, time);
        if (drain.Requests > 0) Log.Finishing(log, FinishWithin.TotalSeconds);
        for (var start = time.GetTimestamp(); drain.Requests > 0 && time.GetElapsedTime(start) < FinishWithin;) await Task.Delay(Interval, time);
        application.StopApplication();
    }
}
