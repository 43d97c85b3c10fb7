using System.Text.Json;

namespace MiniStack.Lab.Deploy;

/// <summary>The operator's Deployment, CRD and RBAC in a cluster.</summary>
public sealed class OperatorInstallation(Kubectl kubectl, string repositoryDirectory)
{
    public const string Namespace = "ministack-system";
    public const string Deployment = "ministack-operator";

    private const string AvailableTimeout = "120s";
    private const string Selector = "app.kubernetes.io/name=ministack-operator";

    private static readonly TimeSpan PodsTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Applies the manifest that this server takes. The same manifest again changes nothing.</summary>
    public async Task<ServerVersion> ApplyAsync(CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(await kubectl.RunAsync(cancellationToken, "version", "-o", "json"));
        var version = ServerVersion.Parse(json.RootElement);
        await kubectl.RunAsync(cancellationToken, "apply", "-f", Path.Combine(repositoryDirectory, version.InstallManifest));
        await kubectl.RunAsync(cancellationToken, "wait", "--for=condition=Established", "--timeout=60s", "crd/ministacks.ministack.dev");
        return version;
    }

    /// <summary>Needed when only the image's content changed: its name is the same, so the Deployment does not roll by itself.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) =>
        kubectl.RunAsync(cancellationToken, "-n", Namespace, "rollout", "restart", $"deployment/{Deployment}");

    /// <exception cref="LabException">It did not get available; the log tail is the operator's own, or why its pod did not start.</exception>
    public async Task WaitUntilAvailableAsync(CancellationToken cancellationToken)
    {
        var result = await kubectl.TryRunAsync(
            cancellationToken, "-n", Namespace, "rollout", "status", $"deployment/{Deployment}", "--timeout=" + AvailableTimeout);
        if (result.ExitCode == 0 && await ArePodsReadyAsync(cancellationToken))
            return;
        throw new LabException(
            $"The operator did not get available within {AvailableTimeout}; see `./lab logs operator` and "
            + $"`./lab kubectl -n {Namespace} describe pods`.",
            await WhyAsync(cancellationToken));
    }

    private async Task<bool> ArePodsReadyAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await PodReadiness.FindUnreadyAsync(kubectl, Namespace, Selector, cancellationToken) is not null)
        {
            if (TimeProvider.System.GetElapsedTime(started) > PodsTimeout)
                return false;
            await Task.Delay(PollInterval, cancellationToken);
        }
        return true;
    }

    private async Task<IReadOnlyList<string>> WhyAsync(CancellationToken cancellationToken)
    {
        var logs = await kubectl.TryRunAsync(cancellationToken, "-n", Namespace, "logs", $"deployment/{Deployment}", "--tail=15");
        if (logs.ExitCode == 0 && !string.IsNullOrWhiteSpace(logs.Output))
            return logs.Tail(15);
        var events = await kubectl.TryRunAsync(
            cancellationToken, "-n", Namespace, "get", "events", "--sort-by=.lastTimestamp", "--field-selector=type=Warning",
            "-o", "custom-columns=REASON:.reason,MESSAGE:.message", "--no-headers");
        return events.Tail();
    }
}
