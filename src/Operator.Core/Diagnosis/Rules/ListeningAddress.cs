using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Where a server says that it listens.</summary>
/// <param name="Host">As it was written; empty for all addresses.</param>
/// <param name="IsTls">It says that it speaks TLS there.</param>
internal sealed partial record ListeningAddress(string Host, int Port, bool IsTls)
{
    private const int MaximumPort = 65535;

    /// <summary>Only the pod itself reaches it.</summary>
    public bool IsLoopback => Host is "localhost" or "[::1]" || Host.StartsWith("127.", StringComparison.Ordinal);

    /// <returns>Null unless the output tells of a server that nobody reaches at <paramref name="port"/>.</returns>
    public static ListeningAddress? OtherThan(int port, ProgramOutput output)
    {
        var all = In(output);
        return all.Any(each => each.Port == port && !each.IsLoopback)
            ? null
            : all.FirstOrDefault(each => each.Port == port) ?? all.FirstOrDefault(each => !each.IsLoopback) ?? (all.Count > 0 ? all[0] : null);
    }

    /// <summary>All that an output tells of.</summary>
    public static IReadOnlyList<ListeningAddress> In(ProgramOutput output) => [.. output.Lines.Select(Of).OfType<ListeningAddress>()];

    private static ListeningAddress? Of(string line)
    {
        // What stands before may be a time.
        if (Announcement().Match(line) is not { Success: true } announcement || SomethingElse().IsMatch(line))
        {
            return null;
        }

        var match = Address().Match(line, announcement.Index);
        return match.Success && int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= MaximumPort
            ? new ListeningAddress(match.Groups["host"].Value.ToLowerInvariant(), port, match.ValueSpan.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            : null;
    }

    /// <summary>uvicorn, gunicorn, hypercorn, Flask, Django, Node, ASP.NET, Spring, Go and what imitates them.</summary>
    [GeneratedRegex(@"\b(?:listening|running (?:on|at)|started (?:on|server)|server (?:started|is running|at)|serving|development server at|launched from|local:|falling back to|using available port|trying (?=\d))", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();

    /// <summary>A client's words, or another server of the same program.</summary>
    [GeneratedRegex(@"connect|database|postgres|redis|fail|error|metrics|prometheus|debugger|pprof|profil|inspector|management|admin|grpc|fetch|auth server|upstream|client", RegexOptions.IgnoreCase)]
    private static partial Regex SomethingElse();

    [GeneratedRegex(@"(?:https?://(?<host>\[[0-9a-f:]*\]|[\w.-]+)|(?<=\s)(?<host>\d+(?:\.\d+){3}|localhost|\[[0-9a-f:]*\]|\*)?):(?<port>\d{2,5})\b|(?:\bon (?<host>[\d.]+) )?\bport(?:\(s\))?:? (?<port>\d{2,5})\b|\btrying (?<port>\d{4,5})\b", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
