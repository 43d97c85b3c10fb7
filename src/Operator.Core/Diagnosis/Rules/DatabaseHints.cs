using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Postgres's own sentences, and the field of the spec that mends each.</summary>
internal static partial class DatabaseHints
{
    private const string Parameters = "spec.database.parameters";
    private const string Preloaded = $"{Parameters}[shared_preload_libraries]";

    /// <summary>Why a server does not start. Of a setting that the spec does not have, a row knows nothing.</summary>
    private static readonly (Regex Sentence, Func<Match, ObservedPod, string?> Hint)[] Starts =
    [
        (RefusedParameter(), (match, pod) => NameIn(pod, match.Groups["name"].Value) is { } name ? Mend(name) : null),
        (MissingLibrary(), (match, pod) => $"The image has no library {match.Groups["library"].Value}: "
            + (NameIn(pod, "shared_preload_libraries") is null ? "" : $"take it out of {Preloaded}, or ") + "set spec.database.image to one that has it"),
        (ForeignLibrary(), (match, pod) => $"Library {match.Groups["library"].Value} is broken, or of another version of Postgres: "
            + (NameIn(pod, "shared_preload_libraries") is null ? "" : $"take it out of {Preloaded}, or ") + "set spec.database.image to one that has its own"),
        (NoSharedMemory(), (_, pod) => NameIn(pod, "huge_pages") is { } pages ? $"Remove {Parameters}[{pages}], unless the node has huge pages and spec.database.resources asks for them" : $"Lower {(NameIn(pod, "shared_buffers") is null ? "what Postgres takes" : $"{Parameters}[shared_buffers]")}, or raise spec.database.resources.limits.memory"),
        (NotPreloaded(), (match, _) => $"Add {(match.Groups["name"] is { Success: true } name ? name.Value : "its library")} to {Preloaded}"),
        (UnknownLocale(), (_, _) => "Set spec.database.image to one that has the locale: images built on Alpine know few"),
    ];

    /// <summary>Why a statement fails.</summary>
    private static readonly (Regex Sentence, Func<Match, ObservedPod, string?> Hint)[] Statements =
    [
        (LockTable(), (_, _) => $"Raise {Parameters}[max_locks_per_transaction]"),
        (MissingExtension(), (match, _) => $"Set spec.database.image to one that has extension {match.Groups["name"].Value}{Example(match.Groups["name"].Value)}"),
        (ForbiddenExtension(), (match, _) => $"Add {match.Groups["name"].Value} to spec.database.extensions, or create it as the superuser, $POSTGRES_USER"),
        (ReadOnly(), (_, _) => "Only /tmp and the data itself can be written: let it write below /tmp"),
        (Invisible(), (match, _) => $"An invisible character, {match.Groups["sign"].Value}, stands in the file: save it as UTF-8 without a byte order mark"),
        (UnknownRole(), (_, _) => "Name a role that is there: $POSTGRES_USER is the superuser, $MINISTACK_APP_USER the API's role"),
    ];

    /// <param name="sentence">Of a statement that failed, or of a server that did not start; as <see cref="PostgresLog.Sentence"/> gives it.</param>
    /// <returns>Null where no field is known to mend it.</returns>
    public static string? Of(ObservedPod pod, string sentence) => First(Statements, pod, sentence) ?? First(Starts, pod, sentence);

    /// <param name="sentence">The last words of a server that did not start. The setting that they name is the cause.</param>
    /// <returns>Null where no field is known to mend it.</returns>
    public static string? OfStart(ObservedPod pod, string sentence) =>
        First(Starts, pod, sentence)
        ?? (NamesOf(pod).FirstOrDefault(name => Regex.IsMatch(sentence, $@"\b{Regex.Escape(name)}\b", RegexOptions.IgnoreCase)) is { } name ? Mend(name) : null);

    private static string? First((Regex Sentence, Func<Match, ObservedPod, string?> Hint)[] rows, ObservedPod pod, string sentence) =>
        rows.Select(row => row.Sentence.Match(sentence) is { Success: true } match ? row.Hint(match, pod) : null).FirstOrDefault(each => each is not null);

    private static string Mend(string name) => $"Mend or remove {Parameters}[{name}]";

    private static string? NameIn(ObservedPod pod, string name) =>
        NamesOf(pod).FirstOrDefault(each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> NamesOf(ObservedPod pod) => pod.Stack.Stack.Spec.Database.Parameters?.Keys ?? [];

    private static string Example(string extension) => extension switch
    {
        "vector" => ", such as pgvector/pgvector:pg17",
        "timescaledb" => ", such as timescale/timescaledb:latest-pg17",
        _ when extension.StartsWith("postgis", StringComparison.Ordinal) => ", such as postgis/postgis:17-3.5",
        _ => "",
    };

    [GeneratedRegex("""(unrecognized configuration parameter|invalid value for parameter|valid range for parameter|invalid list syntax in parameter|parameter) "(?<name>[^"]+)"(?! does not exist)""")]
    private static partial Regex RefusedParameter();

    [GeneratedRegex("""could not (access|load) (file|library) "(?<library>[^"]+)": (No such file|.*cannot open shared object)""")]
    private static partial Regex MissingLibrary();

    [GeneratedRegex("""could not load library "(?<library>[^"]+)": .*(file too short|invalid ELF header|undefined symbol)|incompatible library "(?<library>[^"]+)": """)]
    private static partial Regex ForeignLibrary();

    [GeneratedRegex("could not (map anonymous shared memory|create shared memory segment|allocate memory for shared)")]
    private static partial Regex NoSharedMemory();

    [GeneratedRegex("out of shared memory")]
    private static partial Regex LockTable();

    [GeneratedRegex("""((extension "(?<name>[^"]+)"|\b(?<name>\w+)) )?(can only|must) be (pre)?loaded( via "?shared_preload_libraries"?)?""")]
    private static partial Regex NotPreloaded();

    [GeneratedRegex("""extension "(?<name>[^"]+)" is not available|could not open extension control file "[^"]*/(?<name>[^"/]+)\.control""")]
    private static partial Regex MissingExtension();

    [GeneratedRegex("""permission denied to create extension "(?<name>[^"]+)""")]
    private static partial Regex ForbiddenExtension();

    [GeneratedRegex("invalid locale (name|settings)|locale is incompatible with operating system|could not find suitable text search configuration for locale|could not create locale")]
    private static partial Regex UnknownLocale();

    [GeneratedRegex("Read-only file system")]
    private static partial Regex ReadOnly();

    [GeneratedRegex(@"at or near "".{0,80}?<(?<sign>U\+(?:FEFF|200B|2060))>")]
    private static partial Regex Invisible();

    [GeneratedRegex("""role "[^"]+" does not exist""")]
    private static partial Regex UnknownRole();
}
