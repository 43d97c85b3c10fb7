using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>An API that looks for its database where it is not, while the stack's own is ready.</summary>
internal static class ConnectionRules
{
    private const int PostgresPort = 5432;

    private static readonly string[] Loopbacks = ["localhost", "127.0.0.1", "::1"];

    /// <summary>A program may say for so long that it waits, before somebody wonders what for.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(10);

    public static IEnumerable<Suspicion> Find(ObservedPod pod) => pod.Component != Labels.ApiComponent || !pod.Stack.IsDatabaseReady
        ? []
        : pod.Containers.Where(each => !each.IsForeign && !each.Status.Ready).Select(each => Find(pod, each)).OfType<Suspicion>();

    /// <summary>What mends it; null where the program says nothing of a connection.</summary>
    public static string? HintFor(ObservedPod pod, ProgramOutput output) =>
        WordsIn(pod, output) is { } words and not { Kind: ConnectionTrouble.Host, Word: null } && !IsOwn(pod, words) ? Hint(pod, words) : null;

    private static Suspicion? Find(ObservedPod pod, ObservedContainer container)
    {
        var output = Restarts.IsLooping(pod, container) && container.LastEnd?.Reason != "OOMKilled" ? container.EndOutput : container.Running is null ? ProgramOutput.None : container.Output;
        return Of(pod, container, output);
    }

    /// <returns>Null where the program says nothing of a connection to another database.</returns>
    public static Suspicion? Of(ObservedPod pod, ObservedContainer container, ProgramOutput output)
    {
        var lines = output.Lines;
        if (WordsIn(pod, output) is not { } words || IsOwn(pod, words) || (words is { Kind: ConnectionTrouble.Host, Word: null } && container.Running is null))
        {
            return null;
        }

        // libpq asks in a second line whether the server runs; in the first it said what happened.
        var first = words.Index > 0 && lines[words.Index].StartsWith("\tIs the server running", StringComparison.Ordinal) ? words.Index - 1 : words.Index;
        var says = (TellingLine.IsInBox(lines, first) ? TellingLine.Of(lines)! : TellingLine.Clean(lines[first])).TrimEnd('.');
        return pod.Suspect(
            FindingCodes.ConnectionFailed,
            $"{container.Place} {What(words)}{(words.Kind == ConnectionTrouble.Entry ? "" : $", though the stack's own is ready at {Names.Database(pod.Stack.Stack.Metadata.Name)}:{PostgresPort}")}: {says}.",
            Hint(pod, words),
            words is { Kind: ConnectionTrouble.Host, Word: null } ? container.Running!.StartedAt + UsualWait : null) with
        {
            LogTail = LogText.From(lines, words.Index),
        };
    }

    private static ConnectionWords? WordsIn(ObservedPod pod, ProgramOutput output) =>
        ConnectionWords.In(output.Lines, ConnectionFields.DatabaseHost(pod.Stack.Stack.Spec.Api));

    /// <summary>It asks for the right one, which may be away for a moment.</summary>
    private static bool IsOwn(ObservedPod pod, ConnectionWords words)
    {
        var stack = pod.Stack.Stack;
        var (name, ns) = (stack.Metadata.Name, stack.Metadata.NamespaceProperty);
        return words.Kind switch
        {
            ConnectionTrouble.Database => words.Word == stack.Spec.Database.Name,
            ConnectionTrouble.Role => words.Word == stack.Spec.Database.User,
            ConnectionTrouble.Host => words.Port is null or PostgresPort && words.Word is { } host
                && (IsAddress(host) || host.Split('.') is [var first, .. var rest] && first == Names.Database(name) && (rest is [] || rest[0] == ns)),
            _ => false,
        };
    }

    /// <summary>Most likely that of the right Service.</summary>
    private static bool IsAddress(string host) => !IsLoopback(host) && System.Net.IPAddress.TryParse(host, out _);

    private static bool IsLoopback(string host) => host.StartsWith('/') || host is "localhost" or "::1" or "0.0.0.0" || host.StartsWith("127.", StringComparison.Ordinal);

    private static string What(ConnectionWords words) => words switch
    {
        { Kind: ConnectionTrouble.Database } => $"asks its database server for a database that is not there, {words.Word}",
        { Kind: ConnectionTrouble.Role } => $"logs in to its database as {words.Word}, which is no role of it",
        { Kind: ConnectionTrouble.Tls } => "insists on TLS with its database, which serves none",
        { Kind: ConnectionTrouble.Entry } => "is let in by no line of its database server's pg_hba.conf",
        { Word: "" } => "names no host where it looks for its database",
        { Word: { } host } when IsTorn(host) => $"takes a part of the password in its URL for the host of its database, {host}",
        { Word: { } host } when IsLoopback(host) => $"looks for its database at {At(words)}, which is its own pod",
        { Word: not null } => $"looks for its database at {At(words)}, where none is",
        _ => "waits for a database",
    };

    private static string At(ConnectionWords words) => words.Port is { } port ? $"{words.Word}:{port}" : words.Word!;

    private static string Hint(ObservedPod pod, ConnectionWords words)
    {
        var api = pod.Stack.Stack.Spec.Api;
        var database = pod.Stack.Stack.Spec.Database;
        var secret = Names.Database(pod.Stack.Stack.Metadata.Name);
        var elsewhere = api.EnvFrom is { Count: > 0 } ? "spec.api.envFrom, the image or its code" : "the image or its code";
        return words.Kind switch
        {
            ConnectionTrouble.Database => words.Word == database.User ? $"A client that names no database asks for one with the user's name: name {database.Name}, as PGDATABASE and DATABASE_URL do" : OtherDatabase(),
            ConnectionTrouble.Role => ConnectionFields.Mend(api, words.Word!, "PGUSER")
                ?? $"The stack's role is {database.User}: let the program take PGUSER and PGPASSWORD, or DATABASE_URL ({elsewhere} names {words.Word})",
            ConnectionTrouble.Tls => ConnectionFields.OfTls(api) is { } fields
                ? $"Take the wish for TLS (sslmode, ssl) out of {fields}: the database serves plain TCP within the cluster"
                : $"Take the wish for TLS (sslmode=require, ssl=true) out of {elsewhere}, or set spec.api.env[PGSSLMODE] to disable: the database serves plain TCP within the cluster",
            ConnectionTrouble.Entry when words.Word is { } asked && asked != database.Name =>
                $"If it asks the stack's own: {Phrase.Within(OtherDatabase())}. A managed server elsewhere wants TLS: sslmode=require (asyncpg: ssl=require)",
            ConnectionTrouble.Entry =>
                "If it asks the stack's own, a script or a restore took the line out that lets the API in, host all all all scram-sha-256: put it back into the file that "
                + $"kubectl exec {Names.DatabasePod(pod.Stack.Stack.Metadata.Name)} -- psql -U postgres -Atc 'SHOW hba_file' names, and SELECT pg_reload_conf(). A managed server elsewhere wants TLS: sslmode=require",
            _ when words.Word is "" => ConnectionFields.OfNoHost(api) ?? $"Let the program take the host from PGHOST or DATABASE_URL, which are set: {elsewhere} names none",
            _ when words.Word is { } torn && IsTorn(torn) =>
                $"Take DATABASE_URL in place of {ConnectionFields.OfUrls(api) ?? $"the URL that {elsewhere} puts together"}: in it the password is percent-encoded, "
                + "as a URL needs it. Or choose a password of letters and digits",
            _ when words.Word is { } host && words.Port is null or PostgresPort => MendHost(api, host)
                ?? $"Let the program take the host from PGHOST or DATABASE_URL, which are set: {elsewhere} names {host}",
            _ when words is { Word: { } host, Port: { } port } => MendHost(api, host) ?? ConnectionFields.Mend(api, $"{port}", "PGPORT")
                ?? $"Let the program take host and port from PGHOST and PGPORT, or DATABASE_URL, which are set: {elsewhere} names {host}:{port}",
            _ => $"Let it wait for PGHOST and PGPORT, or DATABASE_URL, which are set from Secret {secret}: kubectl logs {pod.Name}",
        };

        string OtherDatabase() => ConnectionFields.Mend(api, words.Word!, "PGDATABASE")
            ?? $"The stack's database is {database.Name}: let the program take PGDATABASE or DATABASE_URL ({elsewhere} names {words.Word})";
    }

    /// <summary>A log has the address, and a variable the name, of one's own machine. Who is told no host asks there too.</summary>
    private static string? MendHost(Entities.ApiSpec api, string host) =>
        (IsLoopback(host) ? Loopbacks.Prepend(host) : [host]).Select(each => ConnectionFields.Mend(api, each, "PGHOST")).FirstOrDefault(each => each is not null)
        ?? (IsLoopback(host) ? ConnectionFields.OfNoHost(api) : null);

    /// <summary>No host has such a name: a URL was read as one, in which an <c>@</c> of the password was not encoded.</summary>
    private static bool IsTorn(string host) => host.Contains('@', StringComparison.Ordinal);
}
