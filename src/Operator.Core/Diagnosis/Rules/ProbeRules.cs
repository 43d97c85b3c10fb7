using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A container that runs and does not answer as the spec says.</summary>
internal static class ProbeRules
{
    private const string Startup = "Startup";
    private const string Liveness = "Liveness";
    private const string Readiness = "Readiness";
    private const string LivenessField = "spec.api.health.livenessPath";

    /// <summary>A server that errs once may be about to start.</summary>
    private static readonly TimeSpan UsualErrors = TimeSpan.FromSeconds(6);

    /// <summary>One that is busy with its start does not answer for a while.</summary>
    private static readonly TimeSpan UsualSilence = TimeSpan.FromSeconds(16);

    /// <summary>An application server answers before it has what it is asked for.</summary>
    private static readonly TimeSpan UsualDeployment = TimeSpan.FromSeconds(60);

    private const int ManyTries = 3;

    /// <summary>By then a probe has failed, even if its event was dropped.</summary>
    private static readonly TimeSpan UsualFirstProbe = TimeSpan.FromSeconds(10);

    public static IEnumerable<Suspicion> Find(ObservedPod pod) =>
        pod.Containers.Where(each => !each.IsInit).Select(each => Find(pod, each)).OfType<Suspicion>();

    private static Suspicion? Find(ObservedPod pod, ObservedContainer container)
    {
        if (container.Status.Ready)
        {
            return null;
        }

        var failures = ProbeFailure.Of(pod, container);
        if (failures is [.., { IsTimeout: true }] && ParentRules.Tells(pod, container))
        {
            return null;
        }

        var kill = ProbeKill.Of(pod, container);
        var isLooping = Restarts.IsLooping(pod, container);
        if (container.IsForeign)
        {
            return Foreign(pod, container, failures, isLooping ? kill : null);
        }

        if (isLooping)
        {
            return kill is not null && container.LastEnd is { } end && kill.Caused(end)
                ? Killed(pod, container, kill.Probe, failures, end.StartedAt, container.EndOutput)
                : null;
        }

        if (container.Running is not { StartedAt: { } started } running)
        {
            return null;
        }

        failures = [.. failures.Where(each => each.Last >= started)];
        return kill?.Ends(running, container.LastEnd) is true ? Killed(pod, container, kill.Probe, failures, started, container.Output)
            : container.Status.Started is false ? Starting(pod, container, started, failures)
            : Unready(pod, container, started, failures);
    }

    private static Suspicion? Foreign(ObservedPod pod, ObservedContainer container, IReadOnlyList<ProbeFailure> failures, ProbeKill? kill)
    {
        if (kill is not null && container.LastEnd is { } end && kill.Caused(end))
        {
            var why = ProbeWords.Of(container, failures.LastOrDefault(each => each.Probe == kill.Probe)) ?? "does not answer";
            return Tell(FindingCodes.LivenessFailing, $"is restarted by its {kill.Probe.ToLowerInvariant()} probe: it {why}", "--previous", null);
        }

        return container is { Running.StartedAt: { } started, Status.Ready: false } && failures.LastOrDefault(each => each.Last >= started) is { } failure
            ? Tell(FindingCodes.ReadinessFailing, $"is not ready: it {ProbeWords.Of(container, failure) ?? "does not answer"}", "", Later(failure.First, started))
            : null;

        Suspicion Tell(FindingCode code, string what, string option, DateTime? since) =>
            pod.Suspect(code, $"{container.Place} {what}.", $"{pod.LogsOf(container)} {option}".TrimEnd(), since) with { LogTail = container.Output.Tail };
    }

    /// <summary>The kubelet restarts it, or is about to.</summary>
    /// <param name="started">Start of the run that it ended.</param>
    /// <param name="output">What that run wrote.</param>
    private static Suspicion Killed(
        ObservedPod pod, ObservedContainer container, string probe, IReadOnlyList<ProbeFailure> failures, DateTime? started, ProgramOutput output)
    {
        // A run that has just begun fails in its own way for some moments; and of a container that fails for long, late events are dropped.
        var failure = failures
            .Where(each => each.Probe == probe)
            .OrderBy(each => each.Last >= started)
            .ThenBy(Telling)
            .ThenBy(each => each.Last)
            .LastOrDefault();
        if (Lasting(pod, container, failure, output) is { } lasting)
        {
            return lasting;
        }

        var does = ProbeWords.Of(container, failure) ?? "does not answer";
        if (probe == Liveness)
        {
            return Tell(
                FindingCodes.LivenessFailing,
                $"{container.Place} is restarted by its liveness probe: it {does}{Said(pod, failure, output)}.",
                failure is { IsTimeout: true } || IsOwnComplaint() ? Advice(failure!) : Known() ?? $"kubectl logs {pod.Name} --previous");
        }

        if (failure is null or { IsRefused: true } && OtherAddress(pod, container) is { } other)
        {
            return other;
        }

        if (failure is { IsServerError: true } or { IsTimeout: true } || IsOwnComplaint())
        {
            return Tell(
                FindingCodes.LivenessFailing,
                $"{container.Place} is restarted by its startup probe: after {StartupBudget(container).TotalSeconds} s it still {does}{Said(pod, failure, output)}.",
                failure!.IsTimeout || IsOwnComplaint() ? Advice(failure) : Known() ?? $"kubectl logs {pod.Name} --previous");
        }

        var budget = StartupBudget(container);
        return Tell(
            FindingCodes.StartupTooSlow,
            $"{container.Place} is restarted by its startup probe: after {budget.TotalSeconds} s it still {does}{Said(pod, failure, output)}.",
            pod.Component == Labels.DatabaseComponent ? $"kubectl logs {pod.Name}"
                : MigrationProgress.IsLast(output) ? MigrationProgress.Hint
                : Known() ?? (failure is { IsRefused: true } && budget >= FindingCodes.StartupTooSlow.Patience
                    ? $"Set spec.api.port to the port that it listens on; if it needs more time, raise spec.api.health.startupSeconds: kubectl logs {pod.Name}"
                    : $"Raise spec.api.health.startupSeconds, or see what it waits for: kubectl logs {pod.Name}"));

        bool IsOwnComplaint() => pod.Component == Labels.ApiComponent && failure is { IsComplaint: true };

        string Advice(ProbeFailure each) => ProbeAdvice.Of(pod, container, each, LivenessField, output);

        string? Known() => ProbeAdvice.Known(pod, output);

        Suspicion Tell(FindingCode code, string text, string hint) =>
            pod.Suspect(code, text, hint) with { LogTail = output.Tail };
    }

    private static Suspicion Starting(ObservedPod pod, ObservedContainer container, DateTime started, IReadOnlyList<ProbeFailure> failures)
    {
        var failure = failures.LastOrDefault(each => each.Probe == Startup);
        if (Lasting(pod, container, failure, container.Output, started) is { } lasting)
        {
            return lasting;
        }

        if (failure is { IsServerError: true } or { IsTimeout: true } or { IsComplaint: true } && pod.Component == Labels.ApiComponent)
        {
            var usual = failure.IsServerError ? UsualErrors : UsualSilence + ForeseenStart(pod);
            return pod.Suspect(
                FindingCodes.LivenessFailing,
                $"{container.Place} runs, but has not started yet: it {ProbeWords.Of(container, failure)}{Said(pod, failure, container.Output)}.",
                ProbeAdvice.Of(pod, container, failure, LivenessField, container.Output),
                Later(failure.First, started) + usual) with
            { LogTail = container.Output.Tail };
        }

        // Events of a container that failed often are dropped; what it says itself is not.
        var isTelling = failure is { IsRefused: true } || (failure is null && pod.Now - started > UsualFirstProbe);
        if (isTelling && OtherAddress(pod, container) is { } other)
        {
            return other;
        }

        var isMigrating = MigrationProgress.IsLast(container.Output);
        var does = isMigrating ? "is still at the migrations of its tables" : ProbeWords.Of(container, failure) ?? "does not answer";
        var since = started + ForeseenStart(pod) - (Retries(pod, container.Output) ? FindingCodes.StartupTooSlow.Patience - UsualSilence : TimeSpan.Zero);
        return pod.Suspect(FindingCodes.StartupTooSlow, $"{container.Place} runs, but has not started yet: it {does}{Said(pod, failure, container.Output)}.", Hint(), since) with
        {
            LogTail = container.Output.Tail,
        };

        string Hint() => isMigrating ? MigrationProgress.Hint : ProbeAdvice.Known(pod, container.Output)
            ?? (failure is { IsRefused: true } && pod.Component == Labels.ApiComponent
                ? $"See what it does, and on which port it listens (spec.api.port): kubectl logs {pod.Name}"
                : $"kubectl logs {pod.Name}");
    }

    private static Suspicion? Unready(ObservedPod pod, ObservedContainer container, DateTime started, IReadOnlyList<ProbeFailure> failures)
    {
        if (failures.LastOrDefault(each => each.Probe == Liveness) is { IsLasting: true } liveness)
        {
            return Lasting(pod, container, liveness, container.Output, started);
        }

        var changed = pod.Condition("Ready")?.LastTransitionTime;
        if (failures.LastOrDefault(each => each.Probe == Readiness) is not { } failure)
        {
            // It has just started, and is asked in a moment; or it has failed for so long that the events about it are dropped.
            return pod.Now - Later(changed ?? started, started) < FindingCodes.Unknown.Patience || container.ProbeOf(Readiness) is null ? null
                : pod.Suspect(FindingCodes.ReadinessFailing, $"{container.Place} is not ready: its readiness probe fails.", pod.LogsOf(container)) with
                {
                    LogTail = container.Output.Tail,
                };
        }

        var since = changed > started ? changed.Value : Later(failure.First, started);
        var field = pod.Stack.Stack.Spec.Api.Health.ReadinessPath is null ? LivenessField : "spec.api.health.readinessPath";
        var where = failure is { IsLasting: true, IsOfCommand: false } ? $", its readiness path ({field})" : "";
        return pod.Suspect(
            FindingCodes.ReadinessFailing,
            $"{container.Place} is not ready: it {ProbeWords.Of(container, failure) ?? "does not answer"}{where}{Said(pod, failure, container.Output)}{Refusal(failure, container.Output)}.",
            pod.Component == Labels.ApiComponent ? ProbeAdvice.Of(pod, container, failure, field, container.Output) : pod.LogsOf(container),
            since) with
        {
            LogTail = container.Output.Tail,
            Stalls = failure.IsLasting,
        };
    }

    /// <summary>A liveness path that will go on failing so.</summary>
    /// <param name="started">Start of the run in which the path failed; null when it has led to a restart.</param>
    /// <returns>Null for a failure that may pass.</returns>
    private static Suspicion? Lasting(
        ObservedPod pod, ObservedContainer container, ProbeFailure? failure, ProgramOutput output, DateTime? started = null)
    {
        if (failure is null || (failure.IsOfCommand && pod.Component != Labels.ApiComponent))
        {
            return null;
        }

        var (text, hint) = Tls(container, failure, output) is { } address
            ? ($"{container.Place} speaks TLS on port {address.Port}, where its liveness path ({LivenessField}) is asked in plain HTTP.",
                "Set spec.api.health.scheme to HTTPS, or let it serve plain HTTP")
            : failure.IsLasting
                ? ($"{container.Place} {ProbeWords.Of(container, failure)}{(failure.IsOfCommand ? "" : $", its liveness path ({LivenessField}){Refusal(failure, output)}")}.",
                    ProbeAdvice.Of(pod, container, failure, LivenessField, output))
                : (null, null);
        var usual = failure.Status == 404 && DeployingServer.Wrote(output) ? UsualDeployment + ForeseenStart(pod) : TimeSpan.Zero;
        return text is null ? null : pod.Suspect(FindingCodes.LivenessFailing, text, hint, started is { } start ? Later(failure.First, start) + usual : null) with
        {
            LogTail = output.Tail,
            Stalls = true,
        };
    }

    /// <summary>What the program says of its own error or of what it waits for, where the answer has no word of it.</summary>
    private static string Said(ObservedPod pod, ProbeFailure? failure, ProgramOutput output)
    {
        if (failure is not { IsLasting: false })
        {
            return "";
        }

        var says = pod.Component == Labels.ApiComponent ? KnownWords.Says(pod, output) : output.Error;
        return says is null || (failure.IsTimeout && ProbeAdvice.Known(pod, output) is null) ? "" : $": {StableText.Of(says).TrimEnd('.')}";
    }

    private static string Refusal(ProbeFailure failure, ProgramOutput output) =>
        failure is { IsLasting: true, Status: 400 or 401 or 403 or 421 } && ProbeAdvice.RefusalIn(output) is { } line ? $": {StableText.Of(line).TrimEnd('.')}" : "";

    /// <summary>It meets the same error again and again, and what it says is known not to pass by itself.</summary>
    private static bool Retries(ObservedPod pod, ProgramOutput output)
    {
        if (ProbeAdvice.Known(pod, output) is null || output.Error is not { } error)
        {
            return false;
        }

        return output.Lines.Count(line => TellingLine.IsError(line) && TellingLine.Clean(line) == error) >= ManyTries;
    }

    /// <summary>A server of TLS ends a plain request in its own way; that it is one, it says at its start.</summary>
    private static ListeningAddress? Tls(ObservedContainer container, ProbeFailure failure, ProgramOutput output) =>
        failure is { Http.Scheme: not "HTTPS", IsClosed: true } or { Http.Scheme: not "HTTPS", Status: 400 }
        && ListeningAddress.In(output).FirstOrDefault(each => each.IsTls && each.Port == container.Port) is { } address
            ? address
            : null;

    /// <summary>The program says itself that it listens where nobody asks.</summary>
    private static Suspicion? OtherAddress(ObservedPod pod, ObservedContainer container)
    {
        if (pod.Component != Labels.ApiComponent || container.Port is not { } port)
        {
            return null;
        }

        var output = ListeningAddress.OtherThan(port, container.Output) is null ? container.EndOutput : container.Output;
        if (ListeningAddress.OtherThan(port, output) is not { } address)
        {
            return null;
        }

        var (text, hint) = address switch
        {
            { IsLoopback: true } when address.Port == port => (
                $"listens on {address.Host}:{port}, which only the pod itself reaches",
                "Let it listen on 0.0.0.0 (uvicorn: --host 0.0.0.0)"),
            { IsLoopback: true } => (
                $"listens on {address.Host}:{address.Port}, which only the pod itself reaches, and spec.api.port is {port}",
                $"Let it listen on 0.0.0.0 (uvicorn: --host 0.0.0.0), and set spec.api.port to {address.Port}"),
            _ => ($"listens on port {address.Port}, but spec.api.port is {port}", $"Set spec.api.port to {address.Port}, or let it listen on port {port}"),
        };
        return pod.Suspect(FindingCodes.PortMismatch, $"{container.Place} {text}.", hint) with { LogTail = output.Tail };
    }

    /// <summary>An answer tells more than none.</summary>
    private static int Telling(ProbeFailure failure) => failure switch
    {
        { IsLasting: true } => 3,
        { Status: not null } => 2,
        { IsRefused: false } => 1,
        _ => 0,
    };

    /// <summary>Who gives the API more time than it has by default knows that it starts slowly.</summary>
    private static TimeSpan ForeseenStart(ObservedPod pod)
    {
        var extra = pod.Stack.Stack.Spec.Api.Health.StartupSeconds - new HealthSpec().StartupSeconds;
        return pod.Component == Labels.ApiComponent && extra > 0 ? TimeSpan.FromSeconds(extra) : TimeSpan.Zero;
    }

    private static TimeSpan StartupBudget(ObservedContainer container) => container.Spec.StartupProbe is { } probe
        ? TimeSpan.FromSeconds((probe.FailureThreshold ?? 3) * (probe.PeriodSeconds ?? 10))
        : TimeSpan.Zero;

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
