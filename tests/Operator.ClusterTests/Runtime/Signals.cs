using System.Diagnostics;

namespace MiniStack.Operator.ClusterTests.Runtime;

internal static class Signals
{
    /// <summary>Halts a process in the middle of whatever it does, as a machine that is suspended would.</summary>
    public static Task SuspendAsync(int processId) => SendAsync(processId, "STOP");

    public static Task ResumeAsync(int processId) => SendAsync(processId, "CONT");

    public static Task TerminateAsync(int processId) => SendAsync(processId, "TERM");

    private static async Task SendAsync(int processId, string signal)
    {
        // The shell's own: a program of that name is not everywhere.
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {processId}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
