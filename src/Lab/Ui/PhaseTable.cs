using System.Globalization;
using MiniStack.Lab.Providers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MiniStack.Lab.Ui;

/// <summary>The live display: a line a phase, with a spinner, what it does now, and its seconds.</summary>
public static class PhaseTable
{
    private const string SpinnerFrames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    public static IRenderable Render(IReadOnlyList<Phase> phases, int frame)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders()
            .AddColumn("", column => column.NoWrap())
            .AddColumn("", column => column.NoWrap())
            .AddColumn("", column => column.NoWrap().RightAligned())
            .AddColumn("", column => column.NoWrap());
        foreach (var phase in phases)
        {
            table.AddRow(
                Mark(phase.State, frame),
                new Text(phase.Name),
                new Text(phase.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s", new Style(Color.Grey)),
                new Text(OneLine(phase.Detail), new Style(Color.Grey)).Overflow(Overflow.Ellipsis));
        }
        return table;
    }

    private static Text Mark(ProgressState state, int frame) => state switch
    {
        ProgressState.Done => new Text("✓", new Style(Color.Green)),
        ProgressState.Failed => new Text("✗", new Style(Color.Red)),
        _ => new Text(SpinnerFrames[frame % SpinnerFrames.Length].ToString(), new Style(Color.Blue)),
    };

    private static string OneLine(string? detail) => (detail ?? "").ReplaceLineEndings(" ");
}
