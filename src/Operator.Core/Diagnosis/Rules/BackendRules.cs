using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>
/// A server that stays ready while the processes behind its connections are killed, one after the other. Each takes all connections with it.
/// </summary>
internal static partial class BackendRules
{
    /// <summary>One may be an accident.</summary>
    private const int Many = 2;

    /// <summary>What died before may have been another matter.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    /// <summary>After that it is over, until the next one dies.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    public static IEnumerable<Suspicion> Find(ObservedPod pod)
    {
        if (pod.Server is not { } server)
        {
            yield break;
        }

        var lines = PostgresLog.Lines(server.Output.Text);
        var deaths = lines.Index()
            .Select(each => (each.Index, Match: Death().Match(each.Item)))
            .Where(each => each.Match.Success && PostgresLog.IsSince(lines[each.Index], pod.Now - Memory, ifUnknown: false))
            .ToList();
        if (deaths.Count < Many || !PostgresLog.IsSince(lines[deaths[^1].Index], pod.Now - Recent, ifUnknown: false))
        {
            yield break;
        }

        var (index, match) = deaths[^1];
        var (code, hint) = match.Groups["signal"].Value switch
        {
            "9" => (FindingCodes.OOMKilled, "Most often it is memory: raise spec.database.resources.limits.memory, or let a query take less, spec.database.parameters[work_mem]"),
            "7" => (FindingCodes.CrashLoop, "Set spec.database.parameters[huge_pages] to off, unless the node has huge pages and spec.database.resources asks for them"),
            _ => (FindingCodes.CrashLoop, "It is a fault of Postgres or of an extension: set spec.database.image to the newest minor version, and see which statement it was: " + pod.LogsOf(server)),
        };
        // The next line has the statement, and with it perhaps somebody's rows.
        yield return pod.Suspect(
            code,
            $"Postgres in {Suspicion.PodMark} lives, but ends all connections again and again, since one of its processes {match.Groups["how"].Value}.",
            hint) with
        { LogTail = LogText.Tail(lines[index]) };
    }

    [GeneratedRegex(@"^[^\t""]*\bLOG:\s+(?:[0-9A-Z]{5}:\s+)?server process \(PID \d+\) (?<how>was terminated by signal (?<signal>\d{1,2})(?:: [\w /]{1,40})?)$")]
    private static partial Regex Death();
}
