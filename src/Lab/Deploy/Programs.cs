using System.Diagnostics;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Deploy;

/// <summary>What <see cref="ProcessRunner"/> lacks: finding a program, and handing on its lines as they come.</summary>
internal static class Programs
{
    /// <summary>The full path of a program on PATH, or null.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);

    /// <summary>Hands on every line, of output and errors alike, until the program ends; cancellation ends it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> StreamAsync(CommandLine command, Action<string> onLine, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            await Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        async Task PumpAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
                onLine(line);
        }
    }

    /// <summary>The last lines of what a program said, as a failure's log tail.</summary>
    public static IReadOnlyList<string> Tail(this ProcessResult result, int count = 10) =>
        result.LastLines(count).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
