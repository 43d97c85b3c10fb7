using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>
/// Words that programs and this operator say all the time. As a password such a word keeps nothing from anybody, and masked wherever it is
/// said it would take the sense of every sentence.
/// </summary>
internal static partial class CommonWords
{
    private static readonly string[] OfPrograms =
    [
        "admin", "administrator", "already", "backend", "belongs", "bitnami", "change", "changed", "changeme", "client", "connect", "connected",
        "data", "debug", "default", "deleted", "deny", "dev", "devel", "develop", "development", "django", "docker", "else", "example", "exists",
        "fastapi", "file", "found", "frontend", "guest", "hello", "home", "info", "internal", "invalid", "item", "items", "key", "local",
        "localhost", "login", "main", "manager", "master", "missing", "model", "module", "mysql", "network", "not", "object", "open", "operator",
        "owner", "pass", "passwd", "postgresql", "private", "prod", "production", "project", "public", "pwd", "query", "redis", "refused",
        "rename", "root", "sample", "schema", "service", "shop", "site", "somebody", "stage", "staging", "start", "started", "store", "system",
        "table", "temp", "test", "tester", "testing", "tests", "touched", "type", "user", "username", "users", "value", "warning", "web",
        "welcome", "word", "worker", "world",
    ];

    private static readonly Lazy<FrozenSet<string>> Words = new(() => OfPrograms
        .Concat(FindingCodes.All.SelectMany(code => Word().Matches($"{code.Meaning} {code.See} {code.Mend}").Select(match => match.Value)))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    /// <param name="names">What the stack and its parts are called.</param>
    /// <returns>True for a word, and for two of them in one, such as <c>demo-db</c>.</returns>
    public static bool Contains(string value, IReadOnlySet<string> names) =>
        IsCommon(value, names) || (value.Split('-', '_', '.') is [var first, var second] && IsCommon(first, names) && IsCommon(second, names));

    private static bool IsCommon(string word, IReadOnlySet<string> names) => names.Contains(word) || Words.Value.Contains(word);

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Word();
}
