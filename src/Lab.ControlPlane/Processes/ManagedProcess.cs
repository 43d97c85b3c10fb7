using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MiniStack.Lab.ControlPlane.Processes;

/// <summary>A long-running program: its output goes to a file, it is waited for until ready, and it dies with this process.</summary>
public sealed partial class ManagedProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int TailBytes = 64 * 1024;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(25);

    private readonly Process _process;

    private ManagedProcess(string name, string logFile, Process process)
    {
        Name = name;
        LogFile = logFile;
        _process = process;
    }

    public string Name { get; }

    public string LogFile { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Starts the program; standard output and error are appended to <paramref name="logFile"/> by the kernel, with no pipe to pump.</summary>
    public static ManagedProcess Start(string name, CommandLine command, string logFile)
    {
        const string Redirect = """exec "$@" >>"$0" 2>&1 </dev/null""";
        var process = ChildProcess.Start(new("/bin/sh", ["-c", Redirect, logFile, command.FileName, .. command.Arguments]));
        return new(name, logFile, process);
    }

    /// <summary>Asks <paramref name="isReady"/> again and again until it says so.</summary>
    /// <exception cref="ProcessFailedException">The program ended, or was not ready in time; the message ends with its last log lines.</exception>
    public async Task WaitUntilReadyAsync(
        Func<CancellationToken, Task<bool>> isReady, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(deadline);
        try
        {
            while (!await isReady(timeout.Token))
            {
                if (_process.HasExited)
                {
                    throw Failure($"{Name} ended with exit code {_process.ExitCode} before it was ready");
                }

                await Task.Delay(ProbeInterval, timeout.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure($"{Name} was not ready within {deadline.TotalSeconds:0} s");
        }
    }

    /// <summary>The end of what the program has said.</summary>
    public string LastLogLines(int count = 12)
    {
        using var file = new FileStream(LogFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(count));
    }

    /// <summary>SIGTERM, and SIGKILL for what still runs after <paramref name="grace"/>; no grace at all is SIGKILL at once.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (grace > TimeSpan.Zero && !_process.HasExited)
        {
            _ = Kill(_process.Id, SigTerm);
            using var timeout = new CancellationTokenSource(grace);
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                // Killed below.
            }
        }

        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _process.Dispose();
    }

    private ProcessFailedException Failure(string what) => new($"{what}. Last lines of {LogFile}:\n{LastLogLines()}");

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
