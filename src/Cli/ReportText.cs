using System.Text;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Cli;

/// <summary>The reports as text: a line for each stack as <c>kubectl get ms</c> has it, and below it what is wrong.</summary>
internal static class ReportText
{
    private const string Gap = "   ";

    /// <param name="showsNamespace">In a column of its own, first.</param>
    /// <param name="now">UTC, for ages.</param>
    public static string Write(IReadOnlyList<StackReport> reports, bool showsNamespace, DateTime now, Palette palette)
    {
        string[] header = ["NAMESPACE", "NAME", "READY", "STATUS", "API", "DB", "AGE"];
        string[][] rows = [header, .. reports.Select(report => Row(report, now))];
        var first = showsNamespace ? 0 : 1;
        var widths = header.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var (index, row) in rows.Index())
        {
            var report = index == 0 ? null : reports[index - 1];
            var cells = row.Select((cell, column) => Paint(report, column, column == row.Length - 1 ? cell : cell.PadRight(widths[column]), palette));
            text.AppendJoin(Gap, cells.Skip(first)).Append('\n');
            if (report is not null)
            {
                AppendDetails(text, report, isLast: index == reports.Count, palette);
            }
        }

        return text.ToString();
    }

    private static string[] Row(StackReport report, DateTime now)
    {
        var ready = report.Status.Conditions.First(each => each.Type == ConditionTypes.Ready);
        var metadata = report.Stack.Metadata;
        return
        [
            metadata.NamespaceProperty, metadata.Name, ready.Status, ready.Reason, report.Status.Api?.Ready ?? "", report.Status.Database?.Ready ?? "",
            Age.Since(metadata.CreationTimestamp, now),
        ];
    }

    private static string Paint(StackReport? report, int column, string cell, Palette palette) => (report, column) switch
    {
        (null, _) => palette.Strong(cell),
        ({ IsReady: true }, 2 or 3) => palette.Good(cell),
        ({ Findings.Count: 0 }, 2 or 3) => palette.Waiting(cell),
        (_, 2 or 3) => palette.Bad(cell),
        _ => cell,
    };

    private static void AppendDetails(StringBuilder text, StackReport report, bool isLast, Palette palette)
    {
        foreach (var finding in report.Findings)
        {
            text.Append("\n  ").Append(palette.Bad(finding.Code.Name)).Append($" ({finding.Component})\n");
            text.Append("    ").Append(Clean(finding.Message)).Append('\n');
            foreach (var line in finding.LogTail)
            {
                text.Append(palette.Faint($"      | {Clean(line)}")).Append('\n');
            }

            text.Append("    ").Append(palette.Strong("> ")).Append(Clean(finding.Advice)).Append('\n');
        }

        if (report.Note is { } note)
        {
            text.Append("  ").Append(palette.Faint(Clean(note))).Append('\n');
        }

        if (report.Findings.Count > 0 && !isLast)
        {
            text.Append('\n');
        }
    }

    /// <summary>Without what a program wrote to move the cursor or to colour its lines: a log is not to write on the reader's terminal.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Select(each => each is '\n' or '\t' ? ' ' : each).Where(each => !char.IsControl(each)));
}
