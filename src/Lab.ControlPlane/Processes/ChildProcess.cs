using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace MiniStack.Lab.ControlPlane.Processes;

/// <summary>
/// Starts processes that on Linux die with this one, however it dies. The kernel sends that signal when the <em>thread</em> that started
/// the child ends, and the thread pool ends idle threads: so every child is started by one thread that lives as long as the process.
/// Where there is no <c>setpriv</c>, which is where no node runs, a killed program leaves its children to end by themselves.
/// </summary>
internal static class ChildProcess
{
    private const string SetPriv = "setpriv";

    private static readonly BlockingCollection<Action> Launches = StartLauncher();

    private static readonly bool HasSetPriv = OperatingSystem.IsLinux()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, SetPriv)));

    /// <exception cref="ProcessFailedException">The program could not be started.</exception>
    public static Process Start(ProcessStartInfo command)
    {
        var program = command.FileName;
        if (HasSetPriv)
        {
            DieWithParent(command);
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Launches.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(command)!);
            }
            catch (Win32Exception e)
            {
                started.SetException(new ProcessFailedException($"Could not start {program}: {e.Message}"));
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private static void DieWithParent(ProcessStartInfo command)
    {
        string[] wrapped = ["--pdeathsig", "KILL", "--", command.FileName, .. command.ArgumentList];
        command.FileName = SetPriv;
        command.ArgumentList.Clear();
        foreach (var argument in wrapped)
        {
            command.ArgumentList.Add(argument);
        }
    }

    private static BlockingCollection<Action> StartLauncher()
    {
        var launches = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var launch in launches.GetConsumingEnumerable())
            {
                launch();
            }
        })
        { IsBackground = true, Name = "child processes" }.Start();
        return launches;
    }
}
