using System.Globalization;

namespace MiniStack.Lab.Deploy;

/// <summary>The MiniStacks of a cluster.</summary>
public sealed class Stacks(Kubectl kubectl, TimeProvider time)
{
    private const string RolloutTimeout = "--timeout=180s";
    private const string RestartedAt = "ministack.dev/restartedAt";

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OperatorTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    public async Task<IReadOnlyList<StackStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var stacks = await kubectl.ListAsync(cancellationToken, "ministacks.ministack.dev", "--all-namespaces");
        return [.. stacks.Select(StackStatus.Parse)];
    }

    /// <summary>Waits for Ready and reports what the status says meanwhile.</summary>
    /// <exception cref="LabException">It is Stalled, or not Ready within five minutes; with the status's own diagnosis.</exception>
    public async Task WaitUntilReadyAsync(string @namespace, string name, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var stall = new StallWatch(time);
        while (true)
        {
            var stack = await kubectl.FindAsync(cancellationToken, "-n", @namespace, "ministacks.ministack.dev", name)
                ?? throw new LabException($"The MiniStack {name} in namespace {@namespace} was deleted while it was awaited.");
            var status = StackStatus.Parse(stack);
            var unready = status.IsReady
                ? await PodReadiness.FindUnreadyAsync(
                    kubectl, @namespace, $"ministack.dev/stack={name},ministack.dev/component in (api,database)", cancellationToken)
                : null;
            var summary = unready is null ? status.Summary : $"{status.Summary}, but pod {unready} is not ready";
            progress.Report(summary);
            if (status.IsReady && unready is null)
                return;
            if (stall.IsInVain(status))
                throw Stalled(status);
            if (time.GetElapsedTime(started) > ReadyTimeout)
            {
                throw new LabException(
                    $"The MiniStack {name} did not get Ready within {ReadyTimeout.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes "
                    + $"({summary}); see `./lab kubectl describe ministack {name}`.",
                    status.LogTail);
            }
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Restarts what runs one of these images, waits until the new pods have taken over, and returns the stacks' names.</summary>
    /// <exception cref="LabException">The new pods did not get ready; the old ones still serve.</exception>
    public async Task<IReadOnlyList<string>> RestartUsersOfAsync(IEnumerable<string> images, CancellationToken cancellationToken)
    {
        var changed = images.Select(ImageReference.Normalize).ToHashSet();
        var restarted = new List<string>();
        foreach (var stack in await ListAsync(cancellationToken))
        {
            var database = changed.Contains(ImageReference.Normalize(stack.DatabaseImage));
            var api = changed.Contains(ImageReference.Normalize(stack.ApiImage));
            try
            {
                if (database)
                    await RestartDatabaseAsync(stack, cancellationToken);
                if (api)
                    await RestartApiAsync(stack, cancellationToken);
                if (database || api)
                    restarted.Add($"{stack.Namespace}/{stack.Name}");
            }
            catch (LabException)
            {
                // One that was deleted meanwhile needs no restart.
                if (!await IsLeavingAsync(stack, cancellationToken))
                    throw;
            }
        }
        return restarted;
    }

    private async Task<bool> IsLeavingAsync(StackStatus stack, CancellationToken cancellationToken) =>
        await kubectl.FindAsync(cancellationToken, "-n", stack.Namespace, "ministacks.ministack.dev", stack.Name) is not { } found
        || found.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _);

    /// <summary>One pod, no rollout: its StatefulSet makes it anew, from what the image's name means now.</summary>
    private async Task RestartDatabaseAsync(StackStatus stack, CancellationToken cancellationToken)
    {
        await kubectl.RunAsync(cancellationToken, "-n", stack.Namespace, "delete", "pod", $"{stack.Name}-db-0", "--ignore-not-found");
        await RolloutAsync(stack, $"statefulset/{stack.Name}-db", cancellationToken);
    }

    private async Task RestartApiAsync(StackStatus stack, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await kubectl.RunAsync(
            cancellationToken, "-n", stack.Namespace, "annotate", "--overwrite", "ministacks.ministack.dev", stack.Name, $"{RestartedAt}={now}");

        // The rollout's status says nothing about a restart that the operator has yet to pass on.
        var started = time.GetTimestamp();
        while (await RestartedAtOfDeploymentAsync(stack, cancellationToken) != now)
        {
            if (time.GetElapsedTime(started) > OperatorTimeout)
                throw new LabException($"The operator did not restart {stack.Namespace}/{stack.Name} within {OperatorTimeout.TotalSeconds} s; see `./lab logs operator`.");
            await Task.Delay(PollInterval, time, cancellationToken);
        }
        await RolloutAsync(stack, $"deployment/{stack.Name}-api", cancellationToken);
    }

    /// <summary>Waits for the new pods.</summary>
    /// <exception cref="LabException">They did not get ready in time, or the stack is Stalled.</exception>
    private async Task RolloutAsync(StackStatus stack, string resource, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task rollout = kubectl.RunAsync(end.Token, "-n", stack.Namespace, "rollout", "status", resource, RolloutTimeout);
        var stalled = UntilStalledAsync(stack, end.Token);
        var first = await Task.WhenAny(rollout, stalled);
        await end.CancelAsync();
        await Task.WhenAll(rollout, stalled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    /// <exception cref="LabException">It is; else this ends only when cancelled.</exception>
    private async Task UntilStalledAsync(StackStatus stack, CancellationToken cancellationToken)
    {
        var stall = new StallWatch(time);
        while (true)
        {
            if (await kubectl.FindAsync(cancellationToken, "-n", stack.Namespace, "ministacks.ministack.dev", stack.Name) is { } found
                && StackStatus.Parse(found) is var status && stall.IsInVain(status))
            {
                throw Stalled(status);
            }
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private static LabException Stalled(StackStatus stack) =>
        new($"The MiniStack {stack.Name} in namespace {stack.Namespace} is stalled. {stack.Summary} {stack.Hint}".TrimEnd(), stack.LogTail);

    private async Task<string> RestartedAtOfDeploymentAsync(StackStatus stack, CancellationToken cancellationToken) =>
        await kubectl.RunAsync(
            cancellationToken, "-n", stack.Namespace, "get", "deployment", $"{stack.Name}-api", "--ignore-not-found",
            "-o", @"jsonpath={.spec.template.metadata.annotations.ministack\.dev/restartedAt}");
}
