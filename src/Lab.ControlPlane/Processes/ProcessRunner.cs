using System.Diagnostics;

namespace MiniStack.Lab.ControlPlane.Processes;

/// <summary>Runs a program to its end and collects what it says.</summary>
public static class ProcessRunner
{
    /// <param name="command">What to run; a name without a slash is looked up in PATH.</param>
    /// <param name="input">Given to the program's standard input, which is closed then.</param>
    /// <param name="workingDirectory">Where it runs; by default where this process does.</param>
    /// <param name="environment">Variables set on top of this process's own.</param>
    /// <param name="cancellationToken">Kills the program and what it started.</param>
    /// <exception cref="ProcessFailedException">The program could not be started. A non-zero exit code is a result, no exception.</exception>
    public static async Task<ProcessResult> RunAsync(
        CommandLine command,
        string? input = null,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = ChildProcess.Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteAsync(process.StandardInput, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>As <see cref="RunAsync"/>, where only success will do.</summary>
    /// <returns>What the program wrote to standard output.</returns>
    /// <exception cref="ProcessFailedException">The exit code was not 0; the message ends with the program's last lines.</exception>
    public static async Task<string> RunOrThrowAsync(
        CommandLine command,
        string? input = null,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(command, input, workingDirectory, environment, cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw new ProcessFailedException(
                $"{Path.GetFileName(command.FileName)} ended with exit code {result.ExitCode}:\n{result.LastLines()}");
    }

    private static async Task WriteAsync(StreamWriter stdin, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await stdin.WriteAsync(input.AsMemory(), cancellationToken);
            stdin.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of it; its exit code tells whether that was right.
        }
    }
}
