using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What a program says of a Postgres that it gets no connection to.</summary>
/// <param name="Index">Of the line that says so.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Word">The host, database or role that it asked for; empty where it names none; null where it does not say.</param>
/// <param name="Port">The port that it asked for; null where it does not say.</param>
internal sealed partial record ConnectionWords(int Index, ConnectionTrouble Kind, string? Word, int? Port)
{
    private const int PostgresPort = 5432;

    /// <summary>No sentence that is known is longer.</summary>
    private const int MaximumLength = 1000;

    /// <summary>Who waits says so again after so many lines.</summary>
    private const int UsualRound = 4;

    private const int UsualTrace = 30;

    /// <summary>Hosts by which Compose files call a Postgres.</summary>
    private static readonly string[] UsualHosts = ["db", "database", "postgres", "postgresql", "pg", "pgsql", "postgis", "timescaledb", "pgvector"];

    /// <returns>The last of what it says; null where it says nothing of the kind.</returns>
    /// <param name="lines">See <see cref="LogText.Lines"/>.</param>
    /// <param name="host">Where its variables tell it to look for a Postgres, for what it says of no host; null where they do not.</param>
    public static ConnectionWords? In(IReadOnlyList<string> lines, string? host)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (lines[i].Length > MaximumLength)
            {
                continue;
            }

            if (IsThrough().IsMatch(lines[i]))
            {
                break;
            }

            if (Of(lines[i], i, host) is { } found && !IsOfStatement(lines, found))
            {
                return found;
            }
        }

        // It may have waited for a moment, and gone on.
        var last = lines.Index().TakeLast(UsualRound).LastOrDefault(each => each.Item.Length <= MaximumLength && Waits().IsMatch(each.Item), (Index: -1, Item: ""));
        return last.Index < 0 || lines.Skip(last.Index + 1).Any(line => GoesOn().IsMatch(line)) ? null : new(last.Index, ConnectionTrouble.Host, null, null);
    }

    /// <summary>A role that a statement names: node-pg says no more in its first line.</summary>
    private static bool IsOfStatement(IReadOnlyList<string> lines, ConnectionWords found) =>
        found.Kind == ConnectionTrouble.Role
        && lines[found.Index].StartsWith("error: ", StringComparison.Ordinal)
        && !lines.Skip(found.Index).Take(UsualTrace).Any(line => line.Contains("28000", StringComparison.Ordinal));

    private static ConnectionWords? Of(string line, int index, string? host)
    {
        if (NoDatabase().Match(line) is { Success: true } database)
        {
            return new(index, ConnectionTrouble.Database, database.Groups["name"].Value, null);
        }

        if (NoRole().Match(line) is { Success: true } role)
        {
            return new(index, ConnectionTrouble.Role, role.Groups["name"].Value, null);
        }

        if (NoTls().IsMatch(line))
        {
            return new(index, ConnectionTrouble.Tls, null, null);
        }

        if (NoEntry().Match(line) is { Success: true } entry)
        {
            return new(index, ConnectionTrouble.Entry, entry.Groups["name"] is { Success: true } asked ? asked.Value : null, null);
        }

        if (Postgres().Match(line) is { Success: true } postgres)
        {
            return OfHost(index, postgres);
        }

        // Any program may say this of any host.
        if (Anything().Match(line) is { Success: true } match)
        {
            var found = OfHost(index, match);
            var rest = string.IsNullOrEmpty(found.Word) ? line : line.Replace(found.Word, "", StringComparison.Ordinal);
            return found.Port == PostgresPort || (found.Port is null && !SpeaksOfOthers().IsMatch(line) && (UsualHosts.Contains(found.Word) || SpeaksOfPostgres().IsMatch(rest))) ? found : null;
        }

        return host is not null && (host == "localhost" ? NoAddress().IsMatch(line) : SpeaksOfPostgres().IsMatch(line) && NoName().IsMatch(line))
            ? new(index, ConnectionTrouble.Host, host, null)
            : null;
    }

    private static ConnectionWords OfHost(int index, Match match) => new(
        index,
        ConnectionTrouble.Host,
        match.Groups["host"] is { Success: true } host ? host.Value.Trim('[', ']') : null,
        int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null);

    /// <summary>A statement may name one too: then the server says ERROR.</summary>
    [GeneratedRegex("""(?:FATAL:\s+|3D000: |^error: |^DatabaseError: |^(?:.*\.)?InvalidCatalogName\w*: )database "(?<name>[^"]+)" does not exist|Database `(?<name>[^`]+)` does not exist on the database server""")]
    private static partial Regex NoDatabase();

    [GeneratedRegex("""(?:FATAL:\s+|28000: |^error: )role "(?<name>[^"]+)" does not exist""")]
    private static partial Regex NoRole();

    [GeneratedRegex("server does not support SSL(?:,| connections)|SSL is not enabled on the server|rejected SSL upgrade|SSL connection requested.*(?:not|none)")]
    private static partial Regex NoTls();

    [GeneratedRegex("""no pg_hba\.conf entry for host(?: "[^"]*", user "[^"]*", database "(?<name>[^"]+)")?""")]
    private static partial Regex NoEntry();

    /// <summary>libpq, its descendants, asyncpg, Prisma, Npgsql, pgx, JDBC, and what waits for a Postgres.</summary>
    [GeneratedRegex("""
          connection\ to\ server\ at\ "(?<host>[^"]+)"(?:\ \([^)]*\))?,\ port\ (?<port>\d+)\ failed:\ (?!FATAL|ERROR)
        | connection\ to\ server\ on\ socket\ "(?<host>/[^"]+)"\ failed
        | accepting\s+connections\ on\ Unix\ domain\ socket\ "(?<host>/[^"]+)"
        | running\ on\ host\ "(?<host>[^"]+)"
        | could\ not\ translate\ host\ name\ "(?<host>[^"]+)"
        | failed\ to\ resolve\ host\ '(?<host>[^']+)'
        | reach\ database\ server\ at\ [`"'](?<host>[^`"':]+)[`"']?:[`"']?(?<port>\d+)
        | Npgsql\S*:?\ .{0,40}Failed\ to\ connect\ to\ (?<host>\[[\da-f:]+\]|[\w.-]+):(?<port>\d+)
        | failed\ to\ connect\ to\ `(?:host=)?(?<host>[\w.-]+)[\ `:]
        | tcp\ connect\ \((?<host>[\w.-]+):(?<port>\d+)\):\ (?:non-existing\ domain|connection\ refused)
        | (?<host>[\w.-]+):(?<port>\d+)\ -\ no\ response
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Postgres();

    [GeneratedRegex("""
          ECONNREFUSED\ (?<host>\[?[\da-f:.]+\]?):(?<port>\d+)
        | ETIMEDOUT\ (?<host>[\d.]+):(?<port>\d+)
        | getaddrinfo\ (?:ENOTFOUND|EAI_AGAIN)\ (?<host>[\w.-]+)
        | Connect\ call\ failed\ \('(?<host>[^']+)',\ (?<port>\d+)
        | dial\ tcp:?\ (?:lookup\ (?<host>[\w.-]+)|(?<host>[\w.-]+|\[[\da-f:]+\]):(?<port>\d+))
        | UnknownHostException:\ (?<host>[\w.-]+)
        | Failed\ to\ connect\ to\ (?<host>[\w.-]+):(?<port>\d+)
        | Connection\ to\ (?<host>[\w.-]*):(?<port>\d+)\ refused
        | (?:Name\ or\ service\ not\ known|Resource\ temporarily\ unavailable|Connection\ refused)\ \((?<host>[\w.-]+):(?<port>\d+)\)
        | [Ww]ait(?:ing)?\b.*?\bfor:?\ (?:\w+://)?(?<host>[\w.-]+):(?<port>\d+)
        | (?:getaddrinfo\ for\ host|bad\ address|getaddrinfo:|forward\ host\ lookup\ failed|unknown\ host)\ ['"]?(?<host>[\w.-]+)['"]?
        | connect\ to\ (?<host>[\w.-]+)\ (?:\([^)]*\)\ )?port\ (?<port>\d+)
        | [Cc]onnect\w*\ to\ (?:\w+\ (?:at\ |on\ ))?(?<host>[\w.-]+):(?<port>\d+).*(?:refused|failed|timed\ out)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Anything();

    [GeneratedRegex(@"postgres|psycopg|asyncpg|npgsql|sqlalchemy|\bpg\b|prisma|sequelize|\bdatabase\b|\bdb\b", RegexOptions.IgnoreCase)]
    private static partial Regex SpeaksOfPostgres();

    [GeneratedRegex("redis|mongo|mysql|zipkin|jaeger|sentry|\bspans?\b|telemetry|tracing|maria|kafka|rabbit|amqp|otel|elastic|memcache|clickhouse", RegexOptions.IgnoreCase)]
    private static partial Regex SpeaksOfOthers();

    [GeneratedRegex("Name or service not known|[Tt]emporary failure in name resolution|Name does not resolve|nodename nor servname|No address associated with hostname|[Nn]o such host|nxdomain|ENOTFOUND|EAI_AGAIN")]
    private static partial Regex NoName();

    /// <summary>Node tried both addresses of localhost, and tells neither.</summary>
    [GeneratedRegex(@"^(?:\w*Error: )?AggregateError(?: \[ECONNREFUSED\])?:?|^(?:Error: )?connect ECONNREFUSED$")]
    private static partial Regex NoAddress();

    /// <summary>It has got its connection after all.</summary>
    [GeneratedRegex(@"\b(?:successfully |re)?connected to\b|connection (?:is |was |has been )?(?:re-?)?established|\bis available after\b|:\d+ (?:is (?:available|up|ready)|succeeded)|\bopen$", RegexOptions.IgnoreCase)]
    private static partial Regex IsThrough();

    [GeneratedRegex(@"\b(?:connected|ready|up|started|starting|listening|running|serving|loading|migrat\w+|loaded|done)\b", RegexOptions.IgnoreCase)]
    private static partial Regex GoesOn();

    /// <summary>Says that it waits, and not where for.</summary>
    [GeneratedRegex("(?:postgres(?:ql)?|database|\\bdb) (?:is )?(?:un(?:available|reachable)|not (?:ready|available|up|reachable))|wait(?:ing)?\\b[^:]*\\bfor (?:the )?(?:postgres(?:ql)?|database|db)\\b(?!\\s+(?:migration|schema|lock|update|upgrade))", RegexOptions.IgnoreCase)]
    private static partial Regex Waits();
}
