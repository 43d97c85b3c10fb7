using System.Globalization;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A sentence that programs are known to say before they end, and what mends it.</summary>
internal sealed partial class KnownWords
{
    /// <summary>A program that says what is wrong in words of its own says it at last.</summary>
    private const int LastLines = 20;

    /// <summary>What is older was about something else: what servers write for probes is left out.</summary>
    private const int RecentLines = 80;

    /// <summary>So far from an error stands what belongs to it.</summary>
    private const int Beside = 2;

    /// <summary>So far above an exception stands the line of code that it comes from, with its signs below it.</summary>
    private const int Code = 6;

    /// <summary>Those below are for root.</summary>
    private const int FirstFreePort = 1024;

    private const int UsualPort = 8080;

    /// <summary>Java 17 writes class files of version 61.</summary>
    private const int ClassFilesOfJava0 = 44;

    private readonly Regex _pattern;
    private readonly string _hint;

    private KnownWords(string pattern, string hint) =>
        (_pattern, _hint) = (new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture), hint);

    /// <summary>The line of these that is known, the one that tells most before the others.</summary>
    /// <returns>Null where none is.</returns>
    /// <param name="output">What the program wrote.</param>
    public static KnownLine? In(ObservedPod pod, ProgramOutput output) => output.Once(() => Find(pod, output));

    /// <summary>What the program says of its trouble: the line that is known, or what it calls an error itself; null where it tells of none.</summary>
    public static string? Says(ObservedPod pod, ProgramOutput output) =>
        In(pod, output) is { } known ? known.Text ?? output.Error ?? TellingLine.Of(output.Lines) : output.Error;

    /// <inheritdoc cref="In"/>
    public static string? HintFor(ObservedPod pod, ProgramOutput output) => In(pod, output)?.Hint;

    private static KnownLine? Find(ObservedPod pod, ProgramOutput output)
    {
        var lines = output.Lines;
        var telling = TellingLine.IndexIn(lines);
        return telling < 0
            ? null
            : new[] { telling, telling + 1, telling + 2, telling - 1, telling - 2 }
                .Where(index => index >= 0 && index < lines.Count && (index == telling || !Progress().IsMatch(lines[index])))
                .Concat(Enumerable.Range(0, lines.Count).Reverse().Take(RecentLines).Where(index => TellingLine.IsError(lines[index]) && !Progress().IsMatch(lines[index])).Take(LastLines))
                .Concat(Enumerable.Range(0, lines.Count).Reverse().Take(LastLines).Where(index => !Progress().IsMatch(lines[index])))
                .Distinct()
                .Where(index => lines[index].Length <= MaximumLength)
                .Select(index => (HintOf(pod, lines[index]) ?? OfWhole(index)) is { } hint ? new KnownLine(TextOf(index), hint) : null)
                .FirstOrDefault(each => each is not null)
                ?? (TellingLine.IsError(lines[telling]) && VariableHints.Of(pod.Stack.Stack.Spec.Api, lines[telling]) is { } own ? new KnownLine(null, own) : null)
                ?? (OfNothing().IsMatch(lines[telling]) && VariableHints.OfCode(pod.Stack.Stack.Spec.Api, lines.Take(telling).Reverse().Take(Code)) is { } unset ? new KnownLine(null, unset) : null)
                ?? (TellingLine.IsError(lines[telling]) && lines.Take(telling).Reverse().Take(Code).Any(line => Loads().IsMatch(line)) ? new KnownLine(null, OtherVersion) : null)
                ?? (SourceLine.Misfit(lines, telling) is { } package ? new KnownLine(null, $"Package {package}, or one that it needs, is of a version that does not fit the rest: pin in requirements.txt those that work together, {BuildAgain}") : null);

        // What an error says may stand in several lines.
        string? OfWhole(int index) => index == telling && TellingLine.Of(lines) is { } whole && whole != lines[index] ? HintOf(pod, whole) : null;

        string? TextOf(int index)
        {
            if (index == telling)
            {
                return null;
            }

            // What is beside an error is a part of it: what led to it, or what it goes on with. A line of code is no sentence alone.
            var isPart = Math.Abs(index - telling) <= Beside && TellingLine.IsError(lines[telling]);
            var goesOn = isPart ? index > telling : index < telling && lines[index].StartsWith("    ", StringComparison.Ordinal) && TellingLine.IsError(lines[telling]);
            return goesOn && TellingLine.Of(lines) is { } told
                ? told.Contains(lines[index].Trim(), StringComparison.Ordinal) ? null : TellingLine.Limit($"{told.TrimEnd('.', ':')}: {TellingLine.Clean(lines[index])}")
                : isPart ? null : TellingLine.Clean(lines[index]);
        }
    }

    private static string? HintOf(ObservedPod pod, string line)
    {
        // Within a string of another language a quote is escaped.
        var plain = line.Replace("\\\"", "\"", StringComparison.Ordinal);
        foreach (var words in All)
        {
            if (words._pattern.Match(plain) is { Success: true } match)
            {
                return Fill(pod, match.Result(words._hint)) + Naming(pod, match.Groups["file"].Value);
            }
        }

        return null;
    }

    /// <summary>A file that a variable names may be another one.</summary>
    private static string Naming(ObservedPod pod, string file) =>
        file.Length > 1 && pod.Stack.Stack.Spec.Api.Env?.FirstOrDefault(each => each.Value == file) is { } variable ? $"; spec.api.env[{variable.Name}] names it" : "";

    [GeneratedRegex(@"\b(?:INFO|DEBUG|TRACE|NOTICE|WARN|WARNING)\b|\bwarning:|Warning:|already exists, skipping|: W ", RegexOptions.IgnoreCase)]
    private static partial Regex Progress();

    /// <summary>A line of code that reads what was trained elsewhere. What fails there is about the file, not the line.</summary>
    [GeneratedRegex(@"\b(?:c?[pP]ickle|cloudpickle|dill|joblib|torch|skops\.io)\.loads?\(|\.?\bload_model\(|\.from_pretrained\(|\bInferenceSession\(")]
    private static partial Regex Loads();

    /// <summary>Where something should be, a program has nothing.</summary>
    [GeneratedRegex(@"\bNone(?:Type)?\b|\b(?:undefined|null|nil)\b")]
    private static partial Regex OfNothing();

    [GeneratedRegex(@"\{[a-z]+(:\d+)?\}")]
    private static partial Regex Place();

    private static string Fill(ObservedPod pod, string hint)
    {
        var spec = pod.Stack.Stack.Spec;
        return Place().Replace(hint, place => place.Value switch
        {
            "{database}" => spec.Database.Name,
            "{stack}" => pod.Stack.Stack.Metadata.Name,
            "{user}" => spec.Database.User,
            "{db}" => Resources.Names.Database(pod.Stack.Stack.Metadata.Name),
            "{port}" => $"{spec.Api.Port}",
            "{high}" => $"{(spec.Api.Port < FirstFreePort ? UsualPort : spec.Api.Port)}",
            "{hosts}" => $"see {ConnectionFields.OfHosts(spec.Api) ?? "which variable of spec.api.env names it"}",
            "{migrate}" => Migrate(pod),
            ['{', 'j', 'a', 'v', 'a', ':', .. var version, '}'] => $"Java {int.Parse(version, CultureInfo.InvariantCulture) - ClassFilesOfJava0}",
            _ => place.Value,
        });
    }

    private static string Migrate(ObservedPod pod)
    {
        var stack = pod.Stack.Stack;
        return MigratedImage.Judge(stack, pod.Stack.Evidence.Pods) is { } differs ? Phrase.Within(differs.TrimEnd('.'))
            : stack.Spec.Api.Migrate is null ? "let spec.api.migrate.command do it (alembic upgrade head, prisma migrate deploy, bin/rails db:migrate …)"
            : $"let spec.api.migrate.command do it, which runs again for another tag of spec.api.image, or by {MigratedImage.Command(stack)}";
    }
}
