using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A container that runs though the program in it has ended: a watcher for development, a server whose workers die, a supervisor.</summary>
internal static class ParentRules
{
    /// <summary>In those of a server that loses one worker after the other.</summary>
    public const string Losing = "loses its workers again and again";

    /// <summary>In each of its messages of a program that has ended.</summary>
    public const string Mark = " runs, but the program in it ";

    public static IEnumerable<Suspicion> Find(ObservedPod pod) => pod.Component != Labels.ApiComponent
        ? []
        : pod.Containers.Where(each => each is { IsForeign: false, IsInit: false, Status.Ready: false }).Select(each => Find(pod, each)).OfType<Suspicion>();

    /// <summary>The program in it does not live, which is why nobody answers.</summary>
    public static bool Tells(ObservedPod pod, ObservedContainer container) =>
        pod.Component == Labels.ApiComponent && container is { IsForeign: false, IsInit: false, Status.Ready: false } && Find(pod, container) is not null;

    private static Suspicion? Find(ObservedPod pod, ObservedContainer container)
    {
        // Who answers lives: what died was replaced. What stands before others has its own words for those that are gone.
        if (container.Running is not null && ProbeFailure.Of(pod, container) is [.., { Status: not (null or 502 or 504) }])
        {
            return null;
        }

        // A probe ends it at last, and the next run tells nothing yet.
        var ended = container.LastEnd is { } end && ProbeKill.Of(pod, container)?.Caused(end) is true ? container.EndOutput : ProgramOutput.None;
        foreach (var output in new[] { container.Running is null ? ProgramOutput.None : container.Output, ended })
        {
            if (LivingParent.In(output.Lines) is { } parent)
            {
                return Tell(pod, container, parent, output);
            }
        }

        return null;
    }

    private static Suspicion Tell(ObservedPod pod, ObservedContainer container, LivingParent parent, ProgramOutput output)
    {
        var error = parent.Waits || !parent.IsKill ? KnownWords.Says(pod, output) : null;
        if (!parent.IsTimeout && !parent.Waits && !parent.GaveUp && (parent.IsKill || (error is null && parent.Name == "uvicorn")) && Memory(pod, container) is { } memory)
        {
            return pod.Suspect(
                FindingCodes.OOMKilled,
                $"{container.Place} {Losing}{(parent.IsKill ? ", killed by SIGKILL" : ", and they do not say why")}: most often for want of memory, {memory}.",
                $"Raise spec.api.resources.limits.memory, or start fewer workers of {parent.Name}: spec.api.command") with
            { LogTail = LogText.From(output.Lines, parent.Index) };
        }

        var known = KnownWords.HintFor(pod, output) ?? pod.LogsOf(container);
        var (then, hint) = parent switch
        {
            { Waits: true } => (
                $"{parent.Name} waits for a changed file, and starts it no more",
                $"{known}; and start the server itself in place of {parent.Name}, so that Kubernetes starts it again: spec.api.command"),
            { IsTimeout: true } => (
                "gunicorn kills its workers, which take longer than its timeout",
                $"Raise gunicorn's --timeout, or do less before it serves: spec.api.command"),
            { GaveUp: true, Name: "the JVM" } => ("the JVM goes on with its other threads", known),
            { GaveUp: true } => ($"{parent.Name} has given it up", known),
            _ => ($"{parent.Name} starts it again and again", known),
        };
        return pod.Suspect(
            FindingCodes.CrashLoop,
            error is null || parent.IsTimeout
                ? $"{container.Place}{Mark}does not: {then}."
                : $"{container.Place}{Mark}ended: {error.TrimEnd('.')}; {then}.",
            hint) with
        {
            LogTail = LogText.From(output.Lines, error is null ? parent.Index : TellingLine.IndexIn(output.Lines)),
            Stalls = parent.Waits || parent.GaveUp ? true : null,
        };
    }

    private static string? Memory(ObservedPod pod, ObservedContainer container) =>
        container.Spec.Resources?.Limits is { } limits && limits.TryGetValue("memory", out var limit)
            ? $"and its limit is {limit}{(pod.Stack.Stack.Spec.Api.Resources?.Limits?.ContainsKey("memory") is true ? " (spec.api.resources.limits.memory)" : "")}"
            : null;
}
