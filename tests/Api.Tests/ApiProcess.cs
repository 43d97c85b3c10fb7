using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniStack.Api.Tests;

/// <summary>The API as a process of its own, for what only a process shows: its output, its signals, its exit code.</summary>
internal sealed partial class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary><c>MINISTACK_API</c> names another build, such as the native one, than that beside the tests.</summary>
    private static readonly string Program = Environment.GetEnvironmentVariable("MINISTACK_API") is { Length: > 0 } named
        ? named
        : Path.Combine(AppContext.BaseDirectory, "MiniStack.Api");

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ApiProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyCollection<string> Lines => _lines;

    public string Output => string.Join('\n', _lines);

    public static ApiProcess Start(params (string Name, string Value)[] environment) => Start([], environment);

    public static ApiProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = "0";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ApiProcess(Process.Start(start)!);
    }

    public async Task<int> PortAsync()
    {
        await PrintsAsync("Running on ");
        return int.Parse(Address().Match(Output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public Task PrintsAsync(string text) =>
        Eventually.HoldsAsync(
            () => Task.FromResult(_lines.Any(line => line.Contains(text, StringComparison.Ordinal))),
            Patience,
            () => $"'{text}' is not in the output:\n{Output}");

    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text) _lines.Enqueue(text);
    }

    [GeneratedRegex(@"Running on http://0\.0\.0\.0:(\d+) ")]
    private static partial Regex Address();
}
