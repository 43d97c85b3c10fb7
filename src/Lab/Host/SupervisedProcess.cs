using System.Diagnostics;
using System.Globalization;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>Keeps one program running: starts it again when it ends, at once the first time, then ever later up to 10 s. Cancelled, it ends with it.</summary>
internal sealed class SupervisedProcess(string name, CommandLine command, string logPath, Action changed)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>A run of this length makes what was before forgotten.</summary>
    private static readonly TimeSpan StableRun = TimeSpan.FromMinutes(1);

    private volatile NodeComponentStatus _status = new(name, null, 0, Now(), null);

    public NodeComponentStatus Status => _status;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        for (var restarts = 0; ; restarts++)
        {
            var lastExit = _status.LastExit;
            var started = TimeProvider.System.GetTimestamp();
            try
            {
                using var process = Start();
                using var end = cancellationToken.Register(() => process.Kill());
                Set(new(name, process.Id, restarts, Now(), lastExit));
                // Cancelled, it waits for the end of what it killed: until then that may still write.
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                lastExit = string.Create(CultureInfo.InvariantCulture, $"ended with code {process.ExitCode} at {Now():u}");
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                lastExit = "did not start: " + e.Message;
            }
            NodeLog.Write($"{name} {lastExit}");
            Set(new(name, null, restarts, Now(), lastExit));
            if (TimeProvider.System.GetElapsedTime(started) > StableRun)
                delay = FirstDelay;
            await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    public bool Signal(int signal) => _status.ProcessId is { } process && Native.Signal(process, signal);

    // The shell opens the log and becomes the program: no pipe through this process, so no line is lost and none can block.
    private Process Start() => Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", """log=$1; shift; exec "$@" < /dev/null >> "$log" 2>&1""", "sh", logPath, command.FileName, .. command.Arguments]))!;

    private void Set(NodeComponentStatus status)
    {
        _status = status;
        changed();
    }

    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;
}
