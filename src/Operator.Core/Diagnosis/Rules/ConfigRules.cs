using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A container that can't be made of what the spec names.</summary>
internal static partial class ConfigRules
{
    /// <summary>The first attempts may fail for want of what is on its way.</summary>
    private static readonly TimeSpan UsualAttempts = TimeSpan.FromSeconds(10);

    public static IEnumerable<Suspicion> Find(ObservedPod pod) =>
        [.. pod.Containers.Select(each => OfContainer(pod, each)).OfType<Suspicion>(), .. OfMounts(pod)];

    private static Suspicion? OfContainer(ObservedPod pod, ObservedContainer container)
    {
        if (container.Waiting is not { Reason: "CreateContainerConfigError" or "CreateContainerError", Message: { } message })
        {
            return null;
        }

        var first = FirstSaid(container.EventsOf(pod), message);
        return MissingReference.Of(message) is { } missing ? Missing(pod, $"{container.Place} can't start", missing, null, first)
            : NonRoot().IsMatch(message) ? AsRoot(pod, container, message)
            : Passing().IsMatch(message) || pod.Now - first < UsualAttempts ? null
            : pod.Suspect(
                FindingCodes.CrashLoop,
                $"{container.Place} can't be made: {StartFailure.Shorten(message).TrimEnd('.')}.",
                $"kubectl describe pod {pod.Name}");
    }

    /// <summary>A pod whose volumes can't be mounted has containers that merely wait.</summary>
    private static IEnumerable<Suspicion> OfMounts(ObservedPod pod)
    {
        if (pod.HasVolumes || pod.Containers.Any(each => each.Running is not null || each.LastEnd is not null))
        {
            return [];
        }

        return pod.Events
            .Where(each => each.Reason == "FailedMount")
            .Select(each => (Event: each, Volume: VolumeName().Match(each.Message ?? "").Groups[1].Value, Missing: MissingReference.Of(each.Message)))
            .Where(each => each is { Volume.Length: > 0, Missing: not null })
            .GroupBy(each => each.Volume)
            .Select(group => group.Last())
            .Select(each => Missing(
                pod, $"Volume {each.Volume} of {Suspicion.PodMark} can't be mounted", each.Missing!, each.Volume, each.Event.FirstTime()));
    }

    private static Suspicion Missing(ObservedPod pod, string effect, MissingReference missing, string? volume, DateTime? since)
    {
        var fields = SpecReference.Of(pod.Stack.Stack, pod.Component).Where(each => each.IsMeantBy(missing, volume)).ToList();
        var name = missing.Name ?? fields.Select(each => each.Name).FirstOrDefault();
        var names = fields.Count == 0 ? "" : $", which {string.Join(" and ", fields.Select(each => each.Field))} {(fields.Count == 1 ? "names" : "name")},";
        var what = $"{missing.Kind}{(name is null ? "" : $" {name}")}{names}";
        var fact = missing.Key is null ? $"{what} does not exist" : $"{what} has no key {missing.Key}";
        return pod.Suspect(
            FindingCodes.ConfigMissing,
            $"{effect}: {fact}.",
            name is null || fields.Count == 0 ? $"kubectl describe pod {pod.Name}" : HintOf(missing, name, fields[0]),
            since) with
        {
            // What the spec does not name is the operator's own, and comes back.
            Stalls = fields.Count > 0,
        };
    }

    private static string HintOf(MissingReference missing, string name, SpecReference reference)
    {
        if (missing.Key is not null)
        {
            return $"Add the key (kubectl edit {missing.Kind.ToLowerInvariant()} {name}), or change {reference.Field}";
        }

        var content = reference.Volume is not null ? "--from-file=FILE" : $"--from-literal={(reference.Keys is [var key, ..] ? key : "KEY")}=VALUE";
        return $"kubectl create {(missing.Kind == "Secret" ? "secret generic" : "configmap")} {name} {content}";
    }

    private static Suspicion AsRoot(ObservedPod pod, ObservedContainer container, string message)
    {
        var field = pod.Component == Labels.DatabaseComponent ? "spec.database.securityContext" : "spec.api.securityContext";
        var (why, hint) = message switch
        {
            _ when message.Contains("runAsUser breaks", StringComparison.Ordinal) => ($"{field}.runAsUser is 0, and runAsNonRoot is true", $"Set {field}.runAsUser to another number, or .runAsNonRoot to false"),
            _ when UserName().Match(message) is { Success: true } user => (
                $"{field} says runAsNonRoot, and the user of image {container.Spec.Image} is a name ({user.Groups[1].Value}) whose number the node can't know",
                $"Set {field}.runAsUser to its number, or give the image a numeric USER"),
            _ => (
                $"{field} says runAsNonRoot, and image {container.Spec.Image} runs as root",
                $"Set {field}.runAsUser to another number than 0, or give the image a USER"),
        };
        return pod.Suspect(FindingCodes.Forbidden, $"{container.Place} may not start: {why}.", hint);
    }

    private static DateTime? FirstSaid(IEnumerable<Corev1Event> events, string message) => events
        .Where(each => each.Reason == "Failed" && each.Message?.EndsWith(message, StringComparison.Ordinal) is true)
        .Select(each => (DateTime?)each.FirstTime())
        .Min();

    [GeneratedRegex("breaks non-root policy|has runAsNonRoot")]
    private static partial Regex NonRoot();

    [GeneratedRegex(@"non-numeric user \((.*?)\)")]
    private static partial Regex UserName();

    [GeneratedRegex("failed to sync (?:secret|configmap) cache|services have not yet been read|failed to reserve container name|context deadline exceeded|timed out waiting")]
    private static partial Regex Passing();

    [GeneratedRegex("volume \"([^\"]+)\"")]
    private static partial Regex VolumeName();
}
