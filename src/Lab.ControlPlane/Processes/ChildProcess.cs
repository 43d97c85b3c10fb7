using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace MiniStack.Lab.ControlPlane.Processes;

/// <summary>
/// Starts processes that die with this one, however it dies. The kernel sends that signal when the <em>thread</em> that started
/// the child ends, and the thread pool ends idle threads: so every child is started by one thread that lives as long as the process.
/// </summary>
internal static class ChildProcess
{
    private static readonly BlockingCollection<Action> Launches = StartLauncher();

    /// <exception cref="ProcessFailedException">The program could not be started.</exception>
    public static Process Start(ProcessStartInfo command)
    {
        string[] wrapped = ["--pdeathsig", "KILL", "--", command.FileName, .. command.ArgumentList];
        command.FileName = "setpriv";
        command.ArgumentList.Clear();
        foreach (var argument in wrapped)
        {
            command.ArgumentList.Add(argument);
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
                started.SetException(new ProcessFailedException($"Could not start {wrapped[3]}: {e.Message}"));
            }
        });
        return started.Task.GetAwaiter().GetResult();
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
