using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A process that goes on though the program that it started has ended: the container runs, and no exit code tells of it.</summary>
/// <param name="Index">Of the last line that says so.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Waits">It starts the program no more until a file changes.</param>
/// <param name="GaveUp">It starts the program no more.</param>
/// <param name="IsKill">The program was ended by SIGKILL.</param>
/// <param name="IsTimeout">The program took too long for it.</param>
internal sealed partial record LivingParent(int Index, string Name, bool Waits, bool GaveUp, bool IsKill, bool IsTimeout)
{
    /// <summary>One worker that ends is replaced, and that is what its parent is for.</summary>
    private const int ManyEnds = 2;

    /// <summary>Groups of <see cref="End"/>.</summary>
    private static readonly string[] Names =
    [
        "nodemon", "node", "tsnode", "dotnet", "cargo", "air", "uvicorn", "gunicorn", "supervisord", "pm2", "php", "apache", "uwsgi", "puma",
    ];

    /// <returns>Null where nothing tells of one.</returns>
    /// <param name="lines">See <see cref="LogText.Lines"/>.</param>
    public static LivingParent? In(IReadOnlyList<string> lines)
    {
        // What is started anew, or serves by now, may be well.
        var begin = lines.Index().LastOrDefault(each => Start().IsMatch(each.Item), (Index: -1, Item: "")).Index;
        var ends = lines.Index().Where(each => each.Index > begin).Select(each => (each.Index, Match: End().Match(each.Item))).Where(each => each.Match.Success).ToList();
        if (lines.Any(each => Running().IsMatch(each)))
        {
            // Of several programs of one supervisor another may be the one that serves.
            ends.RemoveAll(each => each.Match.Groups["gone"].Success);
        }

        if (ends.LastOrDefault() is (var index, { } last) && (last.Groups["waits"].Success || last.Groups["gone"].Success || ends.Count >= ManyEnds))
        {
            return new(
                index,
                NameOf(last, lines),
                last.Groups["waits"].Success,
                last.Groups["gone"].Success,
                ends.Any(each => Killed().IsMatch(lines[each.Index])),
                ends.Any(each => lines[each.Index].Contains("WORKER TIMEOUT", StringComparison.Ordinal)));
        }

        // These two show the traceback alone.
        var child = lines.Index().LastOrDefault(each => Child().IsMatch(each.Item), (Index: -1, Item: "")).Index;
        if (child > begin && lines.Any(each => Watcher().IsMatch(each)))
        {
            return new(child, "the reloader", Waits: true, GaveUp: false, IsKill: false, IsTimeout: false);
        }

        var main = lines.Index().LastOrDefault(each => MainThread().IsMatch(each.Item), (Index: -1, Item: "")).Index;
        return main <= begin ? null : new(main, "the JVM", Waits: false, GaveUp: true, IsKill: false, IsTimeout: false);
    }

    private static string NameOf(Match match, IReadOnlyList<string> lines) =>
        Array.Find(Names, each => match.Groups[each].Success) switch
        {
            "node" => "node --watch",
            "dotnet" => "dotnet watch",
            "cargo" => "cargo watch",
            "php" => "php-fpm",
            "tsnode" => "ts-node-dev",
            null => lines.Any(each => each.Contains("gunicorn", StringComparison.OrdinalIgnoreCase)) ? "gunicorn" : "its parent",
            var name => name,
        };

    [GeneratedRegex("""
          (?<waits>(?<nodemon>\[nodemon\]\ app\ crashed)
            | (?<node>^Failed\ running\ '|Waiting\ for\ file\ changes\ before\ restarting)
            | (?<tsnode>^\[ERROR\]\ \d\d:\d\d:\d\d\ (?:⨯\ |Unable\ to\ compile))
            | (?<dotnet>dotnet\ watch\ .{0,20}(?:Exited\ with\ error|Waiting\ for)|Waiting\ for\ a\ file\ to\ change\ before\ restarting)
            | (?<cargo>\[\[?Finished\ running\.\ Exit\ status:\ [1-9])
            | (?<air>Process\ Exit\ with\ Code:?\ [1-9]|failed\ to\ build,\ error))
        | (?<gone>(?<supervisord>gave\ up:\ \S+\ entered\ FATAL\ state)
            | (?<pm2>too\ many\ unstable\ restarts))
        | (?<uvicorn>Child\ process\ \[\d+\]\ died)
        | (?<gunicorn>WORKER\ TIMEOUT|Worker\ \(pid:\d+\)\ (?:was\ sent\ SIG(?!TERM|HUP|INT|QUIT|USR|WINCH)|exited\ with\ code\ (?!0\b))|Worker\ with\ pid\ \d+\ was\ terminated\ due\ to\ signal)
        | (?<supervisord>exited:\ \S+\ \((?:exit\ status\ \d+|terminated\ by\ \w+);\ not\ expected\))
        | (?<pm2>App\ \[\S+\]\ exited\ with\ code\ \[(?!0\])\d+\])
        | (?<php>child\ \d{1,9}.{0,40}?\ exited\ (?:on\ signal|with\ code\ [1-9]))
        | (?<apache>child\ pid\ \d+\ exit\ signal)
        | (?<uwsgi>DAMN\ !\ worker\ \d+)
        | (?<puma>Terminating\ timed\ out\ worker|!\ Unable\ to\ (?:start|load))
        | [Ww]orker\ [^\s\d]{0,20}\d{1,9}\S{0,2}\ (?:\([^)]{0,60}\)\ )?(?:has\ )?(?:died|crashed|exited\ (?:with\ (?:code:?\ )?[1-9]|on\ signal|unexpectedly))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex End();

    [GeneratedRegex(@"^\[nodemon\] (?:re)?starting |Application startup complete|Started \S+ in [\d.]+ seconds|Completed running '|^Restarting '")]
    private static partial Regex Start();

    [GeneratedRegex("success: \\S+ entered RUNNING state")]
    private static partial Regex Running();

    [GeneratedRegex(@"SIGKILL|signal 9\b|signal:? Killed|out of memory|code -9\b|\(signal 9")]
    private static partial Regex Killed();

    /// <summary>Of the JVM, which lives for as long as any thread does.</summary>
    [GeneratedRegex("""^Exception in thread "main" """)]
    private static partial Regex MainThread();

    [GeneratedRegex("Watching for file changes with|Started reloader process|Will watch for changes")]
    private static partial Regex Watcher();

    /// <summary>uvicorn's, and Django's.</summary>
    [GeneratedRegex(@"^Process SpawnProcess-\d+:|^Exception in thread django-main-thread:")]
    private static partial Regex Child();
}
