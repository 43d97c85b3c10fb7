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
                ?? (Around(pod, lines, telling) is { } about ? new KnownLine(null, about) : null);

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
            var isCode = index < telling && TellingLine.IsError(lines[telling]) && Enumerable.Range(index, telling - index).All(each => lines[each].StartsWith("  ", StringComparison.Ordinal));
            var goesOn = isPart ? index > telling : isCode;
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
                return Fill(pod, words._hint, match) + Naming(pod, match.Groups["file"].Value);
            }
        }

        return null;
    }

    /// <summary>A file that a variable names may be another one.</summary>
    private static string Naming(ObservedPod pod, string file) =>
        file.Length > 1 && pod.Stack.Stack.Spec.Api.Env?.FirstOrDefault(each => each.Value == file) is { } variable ? $"; spec.api.env[{variable.Name}] names it" : "";

    [GeneratedRegex(@"\b(?:INFO|DEBUG|TRACE|NOTICE|WARN|WARNING)\b|\bwarning:|Warning:|already exists, skipping|: [IW] ", RegexOptions.IgnoreCase)]
    private static partial Regex Progress();

    /// <summary>Where something should be, a program has nothing.</summary>
    [GeneratedRegex(@"\bNone(?:Type)?\b|\b(?:undefined|null|nil)\b")]
    private static partial Regex OfNothing();

    /// <summary>A value stands in its place where what fills it in did not run. Source code has its strings in backticks.</summary>
    [GeneratedRegex(@"^[^`\n]*?(?:\{\{ ?(?<variable>[A-Z][A-Z0-9_]{2,60}) ?\}\}|\$\{(?<variable>[A-Z][A-Z0-9_]{2,60})\})[^`\n]*$")]
    private static partial Regex Unfilled();

    [GeneratedRegex(@"(?<!\$)\{[a-z]+(?::\$\{class\})?\}")]
    private static partial Regex Place();

    /// <summary>What an error is about that no row knows, as the code and the variables around it tell.</summary>
    private static string? Around(ObservedPod pod, IReadOnlyList<string> lines, int telling)
    {
        var api = pod.Stack.Stack.Spec.Api;
        var trace = new PythonTrace(lines, telling);
        return (TellingLine.IsError(lines[telling]) ? VariableHints.Of(api, lines[telling]) ?? VariableHints.Of(api, TellingLine.Of(lines) ?? "") : null)
            ?? (OfNothing().IsMatch(lines[telling]) ? VariableHints.OfCode(api, lines, telling) : null)
            ?? (trace.FailsToLoad ? OtherVersion : null)
            ?? (trace.Misfit is { } package ? $"Package {package}, or one that it needs, is of a version that does not fit the rest: pin in requirements.txt those that work together, {BuildAgain}" : null)
            ?? (Unfilled().Match(lines[telling]) is { Success: true } unfilled
                ? $"{unfilled.Groups["variable"].Value} stands there unfilled: {(api.Command is null ? "set it in spec.api.env, as a value that needs no filling in" : "the image's entrypoint, which fills it in, does not run where spec.api.command takes its place: let the command begin with it, or give what it starts as spec.api.args")}"
                : null);
    }

    /// <summary>First the template, then what the line has: that is anybody's, and is not filled.</summary>
    private static string Fill(ObservedPod pod, string hint, Match match)
    {
        var spec = pod.Stack.Stack.Spec;
        return match.Result(Place().Replace(hint, place => ValueOf(place.Value).Replace("$", "$$", StringComparison.Ordinal)));

        string ValueOf(string place) => place switch
        {
            "{database}" => spec.Database.Name,
            "{stack}" => pod.Stack.Stack.Metadata.Name,
            "{user}" => spec.Database.User,
            "{db}" => Resources.Names.Database(pod.Stack.Stack.Metadata.Name),
            "{port}" => $"{spec.Api.Port}",
            "{high}" => $"{(spec.Api.Port < FirstFreePort ? UsualPort : spec.Api.Port)}",
            "{hosts}" => $"see {ConnectionFields.OfHosts(spec.Api) ?? "which variable of spec.api.env names it"}",
            "{migrate}" => Migrate(pod),
            "{java:${class}}" => $"Java {int.Parse(match.Groups["class"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) - ClassFilesOfJava0}",
            _ => place,
        };
    }

    private static string Migrate(ObservedPod pod)
    {
        var stack = pod.Stack.Stack;
        return MigratedImage.Judge(stack, pod.Stack.Evidence.Pods) is { } differs ? Phrase.Within(differs.TrimEnd('.'))
            : stack.Spec.Api.Migrate is null ? "let spec.api.migrate.command do it (alembic upgrade head, prisma migrate deploy, bin/rails db:migrate …)"
            : $"let spec.api.migrate.command do it, which runs again for another tag of spec.api.image, or by {MigratedImage.Command(stack)}";
    }
}
