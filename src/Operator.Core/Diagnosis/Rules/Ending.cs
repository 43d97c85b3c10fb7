using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>How a container ended, in words.</summary>
internal static class Ending
{
    private const int SignalBase = 128;
    private const int Kill = 9;
    private const int Terminate = 15;

    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [Kill] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [Terminate] = "SIGTERM",
    };

    /// <param name="output">What the program wrote last.</param>
    /// <param name="known">The line of it that is known.</param>
    /// <returns>The rest of a sentence that begins with the container, without its period.</returns>
    public static string Of(V1ContainerStateTerminated end, ProgramOutput output, KnownLine? known = null)
    {
        var signal = end.Signal is > 0 and var own ? own
            : end.ExitCode > SignalBase ? end.ExitCode - SignalBase
            : 0;
        var name = Signals.GetValueOrDefault(signal) ?? (end.Signal > 0 ? $"signal {signal}" : null);
        var text = name is not null ? $"was ended by {name} (exit code {end.ExitCode})"
            : end.ExitCode == 0 ? "ended by itself (exit code 0), but a server must keep running"
            : $"exited with code {end.ExitCode}";
        // Nobody who is killed from outside says why; but some runtimes end themselves so.
        return (signal is Kill or Terminate && known is null) || (known?.Text ?? TellingLine.Of(output.Lines)) is not { } line ? text : $"{text}: {line.TrimEnd('.')}";
    }
}
