using System.ComponentModel;
using System.Diagnostics;

namespace MiniStack.Lab.Images;

/// <summary>Runs a program of the host to its end. A failure becomes an <see cref="LabException"/> with the lines that matter.</summary>
internal static class Tool
{
    /// <summary>Its standard output as text.</summary>
    public static async Task<string> ReadAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? workingDirectory = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var output = "";
        await RunAsync(program, arguments, workingDirectory, environment, async stream => output = await new StreamReader(stream).ReadToEndAsync(cancellationToken),
            () => output, cancellationToken);
        return output;
    }

    /// <summary>Hands its standard output to <paramref name="consume"/> while it runs.</summary>
    public static Task StreamAsync(
        string program, IReadOnlyList<string> arguments, Func<Stream, Task> consume, CancellationToken cancellationToken)
        => RunAsync(program, arguments, null, null, consume, () => "", cancellationToken);

    private static async Task RunAsync(
        string program, IReadOnlyList<string> arguments, string? workingDirectory, IReadOnlyDictionary<string, string>? environment,
        Func<Stream, Task> consume, Func<string> output, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments, workingDirectory, environment);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await consume(process.StandardOutput.BaseStream);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw Failure($"{program} {arguments[0]}", await errors + "\n" + output());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(
        string program, IReadOnlyList<string> arguments, string? workingDirectory, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        // A build that started this program hands down variables that would point a `dotnet publish` at that build's own SDK files.
        foreach (var inherited in start.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(inherited);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LabException($"{program} cannot be run ({e.Message}): images are made with apt-get, dpkg-deb and dotnet.", innerException: e);
        }
    }

    /// <summary>The first line that names an error, as apt and compilers write them, else the last line; with a tail of the whole.</summary>
    internal static Exception Failure(string command, string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.FirstOrDefault(l => l.Contains("No space left on device", StringComparison.Ordinal)) is { } full)
            return new IOException(full, DiskFull.NoSpaceLeftOnDevice);
        var error = lines.FirstOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal) || l.Contains(": error ", StringComparison.Ordinal));
        var reason = error ?? lines.LastOrDefault("it wrote nothing");
        return new LabException($"{command} failed: {(reason.StartsWith("E: ", StringComparison.Ordinal) ? reason[3..] : reason)}", lines.TakeLast(10).ToList());
    }
}
