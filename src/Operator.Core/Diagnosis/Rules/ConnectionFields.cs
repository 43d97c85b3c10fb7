using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>The fields of <c>spec.api</c> by which a user tells the program of another database, login or host than the stack's own.</summary>
internal static partial class ConnectionFields
{
    /// <summary>What to do with the fields that name a host, a database or a role.</summary>
    /// <param name="word">What they name wrongly.</param>
    /// <param name="variable">The operator's variable that has it right.</param>
    /// <returns>Null where no field names it.</returns>
    public static string? Mend(ApiSpec api, string word, string variable)
    {
        var pattern = new Regex($@"(?<![\w.-]){Regex.Escape(word)}(?![\w.-])");
        var names = variable switch { "PGHOST" => HostName(), "PGPORT" => PortName(), "PGUSER" => UserName(), _ => DatabaseField() };
        var variables = (api.Env ?? [])
            .Where(each => each.Value is { } value && pattern.IsMatch(value) && (value.Contains("://", StringComparison.Ordinal) || names.IsMatch(each.Name)))
            .Select(each => Mend(each, word, variable))
            .ToList();
        if (variables.Count > 0)
        {
            return string.Join("; ", variables);
        }

        return Names(api.Command) ? $"Write $({variable}) in place of {word} in spec.api.command"
            : Names(api.Args) ? $"Write $({variable}) in place of {word} in spec.api.args"
            : null;

        bool Names(IList<string>? words) => words?.Any(pattern.IsMatch) is true;
    }

    /// <summary>What to do with the fields that give the program another password.</summary>
    /// <param name="password">The stack's own: who has that has no other.</param>
    /// <returns>The fields, and what to do with them; null where there are none.</returns>
    public static (string Fields, string Mend)? OfPassword(V1Container container, string stack, string? password)
    {
        var secret = Resources.Names.Database(stack);
        var others = (container.Env ?? []).Where(each => each.ValueFrom?.SecretKeyRef?.Name != secret && !Has(each, password)).ToList();
        var replaced = others.Where(each => each.Name is "DATABASE_URL" or "PGPASSWORD").ToList();
        if (replaced.Count > 0)
        {
            return (Join(replaced), $"Remove {Join(replaced)}: the operator sets {(replaced.Count == 1 ? "it" : "them")} from Secret {secret}");
        }

        var passwords = others.Where(each => IsPassword(each) && !IsTaken(each.Value)).ToList();
        if (passwords.Where(each => DatabaseName().IsMatch(each.Name)).ToList() is { Count: > 0 } named)
        {
            passwords = named;
        }

        var urls = others.Where(each => UrlWithPassword().IsMatch(each.Value ?? "") && !IsTaken(each.Value)).ToList();
        return urls.Count > 0 ? (Join(urls), string.Join("; ", urls.Select(each => OfUrl(each, "its login", "$(PGUSER):$(PGPASSWORD)"))))
            : passwords.Count > 0 ? (Join(passwords), $"Set {Join(passwords)} to $(PGPASSWORD)")
            : null;
    }

    /// <summary>What to do with the fields that name a role of the database, where a log does not show which: it was masked.</summary>
    /// <returns>Null where there are none.</returns>
    public static string? OfUser(ApiSpec api) => Join(
        "; ",
        from each in api.Env ?? []
        where UserName().IsMatch(each.Name) && DatabaseName().IsMatch(each.Name) && !Resources.ConnectionVariables.Names.Contains(each.Name) && ServiceName().IsMatch(each.Value ?? "")
        select $"Set {Field(each)} to $(PGUSER)");

    /// <returns>The variables that put a login into a URL as it is; null where none does.</returns>
    public static string? OfUrls(ApiSpec api) => Join(
        " and ",
        from each in api.Env ?? []
        where each.Value?.Contains("://", StringComparison.Ordinal) is true && each.Value.Contains('@', StringComparison.Ordinal)
        select Field(each));

    /// <returns>The variables that ask for TLS; null where none does.</returns>
    public static string? OfTls(ApiSpec api) => Join(
        " and ",
        from each in api.Env ?? []
        where each.Name.Contains("SSL", StringComparison.OrdinalIgnoreCase)
            || each.Value?.Contains("sslmode=", StringComparison.OrdinalIgnoreCase) is true
            || each.Value?.Contains("ssl=true", StringComparison.OrdinalIgnoreCase) is true
        select Field(each));

    /// <returns>The variables that name a host as Compose calls its services, and the hosts; null where none does.</returns>
    public static string? OfHosts(ApiSpec api) => Join(", ", HostsIn(api).Where(each => each.Host != "localhost").Select(each => $"{Field(each.Variable)}, which names {each.Host}"));

    /// <returns>What to do with the variables that are to name a host and are empty; null where there are none.</returns>
    public static string? OfNoHost(ApiSpec api) => Join(
        "; ",
        from each in api.Env ?? []
        where each.ValueFrom is null && ((NamesHost().IsMatch(each.Name) && DatabaseName().IsMatch(each.Name) && string.IsNullOrWhiteSpace(each.Value)) || UrlWithoutHost().IsMatch(each.Value ?? ""))
        select string.IsNullOrWhiteSpace(each.Value) ? $"Set {Field(each)} to $(PGHOST)" : $"Write $(PGHOST) where the host is missing in {Field(each)}");

    /// <returns>The only host that the variables name for a database; null where they name none, or several.</returns>
    public static string? DatabaseHost(ApiSpec api) =>
        HostsIn(api).Where(each => each.Host != "localhost" || NamesHost().IsMatch(each.Variable.Name)).Where(each => DatabaseName().IsMatch(each.Variable.Name) || DatabaseName().IsMatch(each.Host)).Select(each => each.Host).Distinct().ToList() is [var host] ? host : null;

    private static IEnumerable<(V1EnvVar Variable, string Host)> HostsIn(ApiSpec api) =>
        from each in api.Env ?? []
        let host = UrlHost().Match(each.Value ?? "") is { Success: true } url ? url.Groups["host"].Value
            : NamesHost().IsMatch(each.Name) && !SecretNames.Matches(each.Name) && ServiceName().IsMatch(each.Value ?? "") ? each.Value
            : null
        where host is not null
        select (each, host);

    private static string Mend(V1EnvVar each, string word, string variable)
    {
        var field = Field(each);
        return Resources.ConnectionVariables.Names.Contains(each.Name) ? $"Remove {field}: the operator sets it"
            : each.Value == word ? $"Set {field} to $({variable})"
            : each.Value.Contains("://", StringComparison.Ordinal) ? OfUrl(each, word, $"$({variable})")
            : $"Write $({variable}) in place of {word} in {field}";
    }

    /// <summary>A URL of a driver of its own, such as <c>postgresql+asyncpg</c>, is not what the operator's is.</summary>
    private static string OfUrl(V1EnvVar each, string word, string right) => PlainUrl().IsMatch(each.Value)
        ? $"Set {Field(each)} to $(DATABASE_URL)"
        : $"Write {right} in place of {word} in {Field(each)}";

    /// <returns>The variables that have the stack's own password as it is; null where none has.</returns>
    public static string? WithPassword(V1Container container, string? password) =>
        (container.Env ?? []).Where(each => Has(each, password)).ToList() is { Count: > 0 } all ? Join(all) : null;

    private static bool Has(V1EnvVar each, string? password) => password is { Length: > 0 }
        && each.Value is { } value
        && (value == password || value.Contains($":{password}@", StringComparison.Ordinal) || value.Contains($":{Uri.EscapeDataString(password)}@", StringComparison.Ordinal));

    private static bool IsPassword(V1EnvVar each) => PasswordName().IsMatch(each.Name);

    private static bool IsTaken(string? value) => value is not null && (value.Contains("$(PGPASSWORD)", StringComparison.Ordinal) || value.Contains("$(DATABASE_URL)", StringComparison.Ordinal));

    private static string? Join(string separator, IEnumerable<string> parts) => string.Join(separator, parts) is { Length: > 0 } text ? text : null;

    private static string Join(IEnumerable<V1EnvVar> variables) => string.Join(" and ", variables.Select(Field));

    private static string Field(V1EnvVar variable) => $"spec.api.env[{variable.Name}]";

    [GeneratedRegex("HOST|SERVER|ADDR|ENDPOINT|DSN|URL|URI|CONN", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();

    [GeneratedRegex("HOST(?:_?NAME)?$", RegexOptions.IgnoreCase)]
    private static partial Regex NamesHost();

    [GeneratedRegex("PORT", RegexOptions.IgnoreCase)]
    private static partial Regex PortName();

    [GeneratedRegex("USER|ROLE|LOGIN|DSN|CONN", RegexOptions.IgnoreCase)]
    private static partial Regex UserName();

    [GeneratedRegex("NAME|DATABASE$|DB$|DSN|CONN", RegexOptions.IgnoreCase)]
    private static partial Regex DatabaseField();

    [GeneratedRegex("PASS|PWD", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordName();

    [GeneratedRegex("DB|DATABASE|POSTGRES|PG|SQL|DATASOURCE", RegexOptions.IgnoreCase)]
    private static partial Regex DatabaseName();

    [GeneratedRegex("""^(?:jdbc:)?postgres[\w+]*://[^/@\s:]*:[^/\s]*@""")]
    private static partial Regex UrlWithPassword();

    /// <summary>Of schemes whose URLs have a host: those of other kinds begin with a token. A password may have an <c>@</c>.</summary>
    [GeneratedRegex(@"^(?:jdbc:)?(?:postgres\w*|postgis|asyncpg|mysql\w*|mariadb|redis|rediss|amqps?|mongodb|kafka|nats|memcached|https?)(?:\+\w+)?://(?:\S*@)?(?<host>[A-Za-z][\w-]*)(?=[:/?]|$)")]
    private static partial Regex UrlHost();

    [GeneratedRegex(@"^(?:jdbc:)?postgres[\w+]*://(?:[^/@\s]*@)?(?::\d+)?(?:/|$)")]
    private static partial Regex UrlWithoutHost();

    [GeneratedRegex(@"^[A-Za-z][\w-]*$")]
    private static partial Regex ServiceName();

    [GeneratedRegex("^postgres(?:ql)?://")]
    private static partial Regex PlainUrl();
}
