using System.Globalization;
using System.Text.Json;
using MiniStack.Benchmarks.Burst;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Benchmarks.Reporting;
using MiniStack.Benchmarks.Scenarios;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Processes;
using Spectre.Console;

namespace MiniStack.Benchmarks;

/// <summary>Runs a scenario beside a measure of the machine's own noise, and reports.</summary>
internal static class ScenarioRunner
{
    public static async Task<int> RunAsync(IScenario scenario, string? json, CancellationToken cancellationToken)
    {
        var progress = new StandardError();
        var binaries = await KubernetesBinaries.EnsureAsync(progress, cancellationToken);
        using var noise = new MachineNoise();
        IReadOnlyList<Measure> measures;
        try
        {
            measures = await scenario.RunAsync(progress, cancellationToken);
        }
        catch (Exception exception) when (
            exception is BenchException or RecordingException or ProcessFailedException or HttpRequestException or TimeoutException)
        {
            progress.Report($"{scenario.Name} failed: {exception.Message}");
            return 1;
        }

        var report = new Report(
            scenario.Name,
            binaries.Version.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB"),
            DateTime.UtcNow,
            [.. measures, .. noise.Stop()]);
        ReportTable.Write(AnsiConsole.Console, report);
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(report, ReportJson.Default.Report), cancellationToken);
        }

        return 0;
    }

    private sealed class StandardError : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
