using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A container that ends, and is started again and again.</summary>
internal static class CrashRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) =>
        pod.Containers.Where(each => Restarts.IsLooping(pod, each)).Select(each => Find(pod, each)).OfType<Suspicion>();

    private static Suspicion? Find(ObservedPod pod, ObservedContainer container)
    {
        if (container.Status.Ready)
        {
            return Unsettled.Of(pod);
        }

        if (StartFailure.Of(container) is { } cause)
        {
            return pod.Suspect(FindingCodes.CrashLoop, $"{container.Place} can't start: {cause.TrimEnd('.')}.", CommandHint(pod, cause)) with { Stalls = true };
        }

        var known = pod.Component == Labels.ApiComponent && !container.IsForeign ? KnownWords.In(pod, container.EndOutput) : null;
        return container.LastEnd is not { } end || ProbeKill.Of(pod, container)?.Caused(end) is true || AuthenticationRules.IsPassing(pod, container) ? null
            : IsOutOfMemory(end) ? OutOfMemory(pod, container)
            : pod.Suspect(FindingCodes.CrashLoop, $"{container.Place} {Ending.Of(end, container.EndOutput, known)}.", known?.Hint ?? Hint(pod, container, end)) with
            {
                LogTail = container.EndOutput.Tail,
            };
    }

    /// <summary>Some runtimes give the kernel's killing no reason of its own.</summary>
    private static bool IsOutOfMemory(V1ContainerStateTerminated end) =>
        end.Reason == "OOMKilled" || (end.ExitCode == 137 && end.Message?.Contains("cgroup out of memory", StringComparison.OrdinalIgnoreCase) is true);

    private static Suspicion OutOfMemory(ObservedPod pod, ObservedContainer container)
    {
        var field = $"spec.{pod.Component}.resources.limits.memory";
        var own = pod.Component == Labels.DatabaseComponent ? pod.Stack.Stack.Spec.Database.Resources : pod.Stack.Stack.Spec.Api.Resources;
        var (text, hint) = (Limit(container.Spec.Resources), Limit(own)) switch
        {
            ({ } limit, _) when container.IsForeign => (
                $"needed more memory than its limit of {limit}, and was killed",
                $"Raise the limit where container {container.Name} comes from: kubectl describe pod {pod.Name}"),
            (null, _) => (
                "was killed for want of memory: it has no limit of its own, and its node had none left",
                $"Set spec.{pod.Component}.resources.requests.memory to what it needs, so that it gets a node that has it"),
            ({ } limit, null) => ($"needed more memory than {limit}, a limit of the namespace's LimitRange, and was killed", $"Set {field} to more"),
            ({ } limit, _) => ($"needed more memory than its limit of {limit} ({field}), and was killed", $"Raise {field}, or let the program need less"),
        };
        return pod.Suspect(FindingCodes.OOMKilled, $"{container.Place} {text}.", hint) with { LogTail = container.EndOutput.Tail };
    }

    private static string? Limit(V1ResourceRequirements? resources) =>
        resources?.Limits is { } limits && limits.TryGetValue("memory", out var memory) ? memory.ToString() : null;

    private static string Hint(ObservedPod pod, ObservedContainer container, V1ContainerStateTerminated end) =>
        end.ExitCode == 0 && container.Name == Names.ApiContainer
            ? "Let spec.api.command, or the image's own command, run the server in the foreground"
        : SourceLine.Before($"{pod.LogsOf(container)} --previous", container.EndOutput);

    private static string CommandHint(ObservedPod pod, string cause) =>
        pod.Component == Labels.DatabaseComponent ? "Mend spec.database.image"
        : cause.Contains("exec: \"-", StringComparison.Ordinal) ? pod.Stack.Stack.Spec.Api.Command is null
            ? "It has arguments and no program, since the image has no entrypoint: put the program before them, in spec.api.command"
            : "spec.api.command takes the place of the image's entrypoint, and begins with an option: put the program before it, or give the options as spec.api.args"
        : pod.Stack.Stack.Spec.Api is { Command: null, Args: null } ? "Mend the image's command, or set spec.api.command"
        : "Mend spec.api.command or spec.api.args";
}
