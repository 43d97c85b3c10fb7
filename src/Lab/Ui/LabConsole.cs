using System.Globalization;
using MiniStack.Lab.Providers;
using Spectre.Console;

namespace MiniStack.Lab.Ui;

/// <summary>Everything the lab prints: live and coloured on a terminal, plain lines elsewhere. Failures go to standard error.</summary>
public sealed class LabConsole(IAnsiConsole output, TextWriter errors, bool isInteractive, TimeProvider time)
{
    /// <summary>Wide enough that no table wraps in a log file.</summary>
    private const int PlainWidth = 200;

    public static LabConsole Create()
    {
        var isInteractive = IsInteractive(Console.IsOutputRedirected, Environment.GetEnvironmentVariable);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isInteractive)
            console.Profile.Width = PlainWidth;
        return new LabConsole(console, Console.Error, isInteractive, TimeProvider.System);
    }

    /// <summary>Not when piped, nor where the environment asks for plain output (no-color.org, the CI variable, a dumb terminal).</summary>
    public static bool IsInteractive(bool outputIsRedirected, Func<string, string?> environment) =>
        !outputIsRedirected
        && string.IsNullOrEmpty(environment("NO_COLOR"))
        && string.IsNullOrEmpty(environment("CI"))
        && environment("TERM") is not (null or "" or "dumb");

    public void WriteLine(string line) => output.WriteLine(line);

    public void Write(Table table) => output.Write(table);

    /// <summary>Runs an action and shows its phases; returns them with their times. A failure leaves the display as it was then.</summary>
    public async Task<IReadOnlyList<Phase>> RunAsync(Func<IProgress<ProgressEvent>, Task> action)
    {
        var phases = new PhaseLog(time);
        if (!isInteractive)
        {
            using var plain = new PlainProgress(phases, output.Profile.Out.Writer, time);
            await action(plain);
            return phases.Snapshot();
        }

        await output.Live(PhaseTable.Render([], 0)).StartAsync(async display =>
        {
            var work = action(phases);
            for (var frame = 0; !work.IsCompleted; frame++)
            {
                display.UpdateTarget(PhaseTable.Render(phases.Snapshot(), frame));
                await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(100), time));
            }
            display.UpdateTarget(PhaseTable.Render(phases.Snapshot(), 0));
            await work;
        });
        return phases.Snapshot();
    }

    /// <summary>The time of each phase; phases that overlap sum up to more than the total.</summary>
    public void WriteTimes(IReadOnlyList<Phase> phases, TimeSpan total)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("", column => column.RightAligned());
        foreach (var phase in phases)
            table.AddRow(new Text(phase.Name), new Text(Seconds(phase.Elapsed)));
        table.AddRow(new Text("Total"), new Text(Seconds(total)));
        output.WriteLine();
        output.Write(table);
    }

    /// <summary>A titled box on a terminal, the bare lines elsewhere so that they can be copied from a log.</summary>
    public void WriteBox(string title, IEnumerable<string> lines)
    {
        output.WriteLine();
        if (isInteractive)
        {
            output.Write(new Panel(new Text(string.Join('\n', lines))).Header($" {Markup.Escape(title)} ").RoundedBorder());
            return;
        }
        output.WriteLine(title);
        foreach (var line in lines)
            output.WriteLine("  " + line);
    }

    public void WriteFailure(string message, IReadOnlyList<string> logTail)
    {
        foreach (var line in logTail)
            errors.WriteLine("  | " + line);
        errors.WriteLine("lab: " + message);
    }

    private static string Seconds(TimeSpan elapsed) => elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
