using System.Globalization;
using Spectre.Console;

namespace MiniStack.Benchmarks.Reporting;

/// <summary>A report for people: a row a figure.</summary>
internal static class ReportTable
{
    public static void Write(IAnsiConsole console, Report report)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn(Markup.Escape(report.Scenario)));
        foreach (var heading in new[] { "n", "min", "median", "p99", "" })
        {
            table.AddColumn(new TableColumn(heading) { Alignment = heading.Length == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var measure in report.Measures)
        {
            table.AddRow(
                Markup.Escape(measure.Name),
                measure.Values.Count.ToString(CultureInfo.InvariantCulture),
                Format(measure.Minimum),
                Format(measure.Median),
                Format(measure.P99),
                measure.Unit);
        }

        console.Write(table);
        console.WriteLine($"Kubernetes {report.Kubernetes}, {report.Machine}");
    }

    /// <summary>Three digits that count; a count as it is.</summary>
    private static string Format(double value) => value switch
    {
        _ when value == Math.Floor(value) => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 or <= -100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 or <= -10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00#", CultureInfo.InvariantCulture),
    };
}
