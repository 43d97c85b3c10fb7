using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Why the API server did not take an object: who refused it and over what, from its own words.</summary>
/// <param name="Code"><see cref="FindingCodes.QuotaExceeded"/> or <see cref="FindingCodes.Forbidden"/>.</param>
/// <param name="Cause">A sentence without its full stop. The same for every pod of a workload.</param>
/// <param name="Hint">The field to change, or the next command.</param>
public sealed partial record Refusal(FindingCode Code, string Cause, string Hint)
{
    private const string AskTheCluster = "or ask whoever runs the cluster";

    /// <summary>False when what refused may come to its senses by itself.</summary>
    public bool Stalls { get; init; } = true;

    /// <param name="message">Of the API server's answer, of an event <c>FailedCreate</c> or of a condition <c>ReplicaFailure</c>.</param>
    /// <param name="component"><c>api</c> or <c>database</c>: whose part of the spec the hint names.</param>
    public static Refusal Read(string message, string component)
    {
        var words = Wrapping().Replace(message.ReplaceLineEndings(" ").Trim(), "");
        var spec = component == Labels.DatabaseComponent ? "spec.database" : "spec.api";
        return Quota(words, spec)
            ?? Unset(words, spec)
            ?? PodSecurity(words, spec)
            ?? Webhook(words)
            ?? Limits(words, spec)
            ?? Classes(words, spec)
            ?? Other(words, spec);
    }

    /// <param name="what">The kind and the name of what was refused.</param>
    public Finding ToFinding(string component, string what) =>
        new(component, Code, $"The API server refused {what}: {Cause}.", Hint) { Stalls = Stalls };

    /// <returns>Null when no admission webhook is named.</returns>
    public static Refusal? OfWebhook(string message) => Webhook(Wrapping().Replace(message.ReplaceLineEndings(" ").Trim(), ""));

    private static Refusal? Quota(string words, string spec)
    {
        if (ExceededQuota().Match(words) is not { Success: true } match)
        {
            return null;
        }

        var quota = match.Groups["quota"].Value;
        var used = Amounts(match.Groups["used"].Value);
        var limited = Amounts(match.Groups["limited"].Value);
        var requested = Amounts(match.Groups["requested"].Value);
        var amounts = requested.Select(
            each => $"{each.Key}: {each.Value} asked for, {used.GetValueOrDefault(each.Key)} of {limited.GetValueOrDefault(each.Key)} used");
        var fields = requested.Keys.Select(each => Field(each, spec)).OfType<string>().Distinct().ToList();
        return new Refusal(
            FindingCodes.QuotaExceeded,
            $"ResourceQuota {quota} leaves no room ({string.Join("; ", amounts)})",
            $"{(fields.Count == 0 ? "Free" : $"Lower {string.Join(" and ", fields)}, free")} some of it or have the quota raised: kubectl describe quota {quota}");
    }

    private static Dictionary<string, string> Amounts(string list) => list.Split(',', StringSplitOptions.TrimEntries)
        .Select(each => each.Split('='))
        .Where(each => each.Length == 2)
        .GroupBy(each => each[0])
        .ToDictionary(each => each.Key, each => each.First()[1]);

    /// <summary>A quota of a resource admits only containers that say how much of it they want.</summary>
    private static Refusal? Unset(string words, string spec)
    {
        if (FailedQuota().Match(words) is not { Success: true } match)
        {
            return null;
        }

        var list = match.Groups["resources"].Value;
        var resources = list.Split(list.Contains(" for: ", StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries)
            .Select(each => each.Split(' ')[0])
            .ToList();
        return new Refusal(
            FindingCodes.QuotaExceeded,
            $"ResourceQuota {match.Groups["quota"].Value} admits none without {string.Join(" and ", resources)}",
            $"Set {string.Join(" and ", resources.Select(each => Field(each, spec) ?? each))}.");
    }

    /// <returns>Null for what no field of the spec has the amount of.</returns>
    private static string? Field(string resource, string spec) => resource switch
    {
        "requests.storage" => "spec.database.storage.size",
        "cpu" or "memory" or "ephemeral-storage" => $"{spec}.resources.requests.{resource}",
        _ when resource.StartsWith("requests.", StringComparison.Ordinal) || resource.StartsWith("limits.", StringComparison.Ordinal) =>
            $"{spec}.resources.{resource}",
        _ => null,
    };

    private static Refusal? PodSecurity(string words, string spec)
    {
        if (ViolatesPodSecurity().Match(words) is { Success: true } match)
        {
            var violations = Violation().Matches(match.Groups["why"].Value);
            var wishes = violations.Select(each => Wish().Match(each.Groups["detail"].Value))
                .Where(each => each.Success)
                .Select(each => (each.Groups["not"].Success ? "no " : "") + each.Groups["what"].Value)
                .Distinct()
                .ToList();
            return new Refusal(
                FindingCodes.Forbidden,
                $"Pod Security {match.Groups["level"].Value} forbids it: "
                + (violations.Count == 0 ? match.Groups["why"].Value : string.Join(", ", violations.Select(each => each.Groups["name"].Value.Trim()))),
                wishes.Count == 0
                    ? $"Change {spec}.securityContext or the volumes, {AskTheCluster}."
                    : $"In {spec}.securityContext set {string.Join(", ", wishes)}.");
        }

        return words.Contains("PodSecurityPolicy", StringComparison.Ordinal) || words.Contains("pod security policy", StringComparison.Ordinal)
            ? new Refusal(FindingCodes.Forbidden, words, $"Change {spec}.securityContext, {AskTheCluster}: kubectl get podsecuritypolicy")
            : null;
    }

    private static Refusal? Webhook(string words)
    {
        if (DeniedByWebhook().Match(words) is { Success: true } denied)
        {
            var why = denied.Groups["why"].Value;
            return new Refusal(
                FindingCodes.Forbidden,
                $"admission webhook {denied.Groups["name"].Value} denies it: {(why.Length == 0 ? "it gives no reason" : TellingLine.Limit(why))}",
                $"Change what it objects to, {AskTheCluster}: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations");
        }

        return FailedWebhook().Match(words) is { Success: true } failed
            ? new Refusal(
                FindingCodes.Forbidden,
                $"admission webhook {failed.Groups["name"].Value} does not answer: {TellingLine.Limit(failed.Groups["why"].Value)}",
                "Mend the webhook, or remove it: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations")
            {
                Stalls = false,
            }
            : null;
    }

    private static Refusal? Limits(string words, string spec)
    {
        if (LimitRange().Match(words) is not { Success: true } match)
        {
            return null;
        }

        var verb = match.Groups["bound"].Value == "minimum" ? "Raise" : "Lower";
        var field = match.Groups["unit"].Value == "PersistentVolumeClaim"
            ? "spec.database.storage.size"
            : $"{spec}.resources.{match.Groups["kind"].Value}s.{match.Groups["resource"].Value}";
        return new Refusal(
            FindingCodes.Forbidden,
            $"a LimitRange forbids it: {words.TrimStart('[').TrimEnd(']', '.')}",
            $"{verb} {field}, or have the limit changed: kubectl describe limitrange");
    }

    private static Refusal? Classes(string words, string spec) =>
        NoRuntimeClass().Match(words) is { Success: true } runtime
            ? new Refusal(
                FindingCodes.Forbidden,
                $"there is no RuntimeClass {runtime.Groups["name"].Value}, which {spec}.runtimeClassName names",
                $"Mend {spec}.runtimeClassName, {AskTheCluster}: kubectl get runtimeclass")
            : NoPriorityClass().Match(words) is { Success: true } priority
                ? new Refusal(
                    FindingCodes.Forbidden,
                    $"there is no PriorityClass {priority.Groups["name"].Value}, which {spec}.priorityClassName names",
                    $"Mend {spec}.priorityClassName, {AskTheCluster}: kubectl get priorityclass")
                : null;

    private static Refusal Other(string words, string spec) => words.Contains("error looking up service account", StringComparison.Ordinal)
        ? new Refusal(FindingCodes.Forbidden, words, "kubectl get serviceaccount") { Stalls = false }
        : new Refusal(FindingCodes.Forbidden, words, $"Change what it objects to in {spec}, {AskTheCluster}.");

    /// <summary>What controllers and the API server put around the reason; the name of the pod differs from try to try.</summary>
    [GeneratedRegex("""^(\(combined from similar events\): )?(Error creating: |create \S+ \S+ in \S+ \S+ failed error: )?([a-z.]+ "[^"]*" is forbidden: )?""")]
    private static partial Regex Wrapping();

    [GeneratedRegex("exceeded quota: (?<quota>[^,]+), requested: (?<requested>.*?), used: (?<used>.*?), limited: (?<limited>[^ ]*)")]
    private static partial Regex ExceededQuota();

    [GeneratedRegex("failed quota: (?<quota>[^:]+): must specify (?<resources>.+)$")]
    private static partial Regex FailedQuota();

    [GeneratedRegex("""violates PodSecurity "(?<level>[^"]+)": (?<why>.+)$""")]
    private static partial Regex ViolatesPodSecurity();

    [GeneratedRegex(@"(?<name>[^(),][^(]*?) \((?<detail>[^)]*)\)")]
    private static partial Regex Violation();

    [GeneratedRegex("must (?<not>not )?(set|include) (securityContext\\.)?(?<what>.+)$")]
    private static partial Regex Wish();

    [GeneratedRegex("""admission webhook "(?<name>[^"]+)" denied the request(: (?<why>.*)| without explanation)?$""")]
    private static partial Regex DeniedByWebhook();

    [GeneratedRegex("""failed (calling|to call) (admission )?webhook "(?<name>[^"]+)": (?<why>.*)$""")]
    private static partial Regex FailedWebhook();

    [GeneratedRegex("""RuntimeClass "(?<name>[^"]+)" not found""")]
    private static partial Regex NoRuntimeClass();

    [GeneratedRegex(@"no PriorityClass with name (?<name>\S+) was found")]
    private static partial Regex NoPriorityClass();

    [GeneratedRegex(@"(?<bound>maximum|minimum) (?<resource>\S+) usage per (?<unit>\w+) is \S+?(, but (?<kind>limit|request)|\.)")]
    private static partial Regex LimitRange();
}
