using System.Globalization;
using System.Text.Json;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>One MiniStack and what a test does with it and asks of it.</summary>
internal sealed class TestStack : IAsyncDisposable
{
    /// <summary>Two busy cores, and images that are on the node already.</summary>
    public static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(3);

    /// <summary>For what the operator does at once, and for its first status of something new.</summary>
    public static readonly TimeSpan ShortDeadline = TimeSpan.FromMinutes(1);

    private readonly LabFixture _lab;
    private readonly bool _isOwn;

    private TestStack(LabFixture lab, string @namespace, string name, bool isOwn)
    {
        (_lab, Namespace, Name, _isOwn) = (lab, @namespace, name, isOwn);
    }

    public string Namespace { get; }

    public string Name { get; }

    public string Api => $"{Name}-api";

    public string Database => $"{Name}-db";

    public string DatabasePod => $"{Database}-0";

    public string Volume => $"{Database}-data";

    public string AdminSecret => $"{Database}-admin";

    /// <summary>The sample that <c>./lab up</c> applied.</summary>
    public static async Task<TestStack> SampleAsync(LabFixture lab)
    {
        await lab.EnsureUpAsync();
        var stack = new TestStack(lab, "default", "demo", isOwn: false);
        await stack.WaitUntilReadyAsync();
        return stack;
    }

    /// <summary>A new namespace, which goes with the test, and no stack in it yet.</summary>
    public static async Task<TestStack> CreateAsync(LabFixture lab, string name = "shop")
    {
        await lab.EnsureUpAsync();
        var @namespace = "e2e-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];
        await lab.KubectlAsync("create", "namespace", @namespace);
        return new TestStack(lab, @namespace, name, isOwn: true);
    }

    /// <summary>Applies a sample into a new namespace and waits until it is Ready.</summary>
    public static async Task<TestStack> ApplyAsync(LabFixture lab, string file, string name)
    {
        var stack = await CreateAsync(lab, name);
        await stack.KubectlAsync("apply", "-f", lab.RepositoryFile(file));
        await stack.WaitUntilReadyAsync();
        return stack;
    }

    /// <summary>Makes a stack of this spec in a new namespace and waits until it is Ready.</summary>
    public static async Task<TestStack> ReadyAsync(LabFixture lab, string spec)
    {
        var stack = await CreateAsync(lab);
        await stack.ApplySpecAsync(spec);
        await stack.WaitUntilReadyAsync();
        return stack;
    }

    /// <param name="spec">As JSON, or as YAML on one line.</param>
    public Task ApplySpecAsync(string spec) => ApplyAsync($$"""
        apiVersion: ministack.dev/v1alpha1
        kind: MiniStack
        metadata: {name: {{Name}}}
        spec: {{spec}}
        """);

    public async Task ApplyAsync(string manifest)
    {
        var kubectl = _lab.Kubectl;
        await ProcessRunner.RunOrThrowAsync(new(kubectl.Path, ["--kubeconfig", kubectl.Kubeconfig, "-n", Namespace, "apply", "-f", "-"]), manifest);
    }

    /// <summary>Merges JSON into the stack's spec.</summary>
    public Task PatchAsync(string spec) => KubectlAsync("patch", "ms", Name, "--type=merge", "-p", $$"""{"spec":{{spec}}}""");

    public Task<string> KubectlAsync(params IReadOnlyList<string> arguments) => _lab.KubectlAsync(["-n", Namespace, .. arguments]);

    public async Task<StackStatus> StatusAsync() => StackStatus.Parse(await StackAsync());

    public async Task<JsonElement> StackAsync() =>
        await FindAsync(Resource.Stack, Name) ?? throw new LabException($"There is no MiniStack {Name}.");

    public Task<StackStatus> WaitUntilReadyAsync() =>
        Eventually.IsAsync($"{Namespace}/{Name} is Ready", ReadyDeadline, StatusAsync, status => status.IsReady);

    /// <summary>Waits until the condition <c>Ready</c> has the reason for the spec as it is now.</summary>
    public async Task<StackStatus> WaitForReasonAsync(string reason, TimeSpan? deadline = null)
    {
        var generation = (await StackAsync()).NumberAt("metadata", "generation");
        await Eventually.IsAsync(
            $"{Namespace}/{Name} says {reason}", deadline ?? ShortDeadline, ReadinessAsync,
            seen => seen.Generation >= generation && seen.Reason == reason);
        return await StatusAsync();
    }

    private async Task<(int Generation, string? Reason, string? Message)> ReadinessAsync()
    {
        var stack = await StackAsync();
        var ready = stack.Condition("Ready");
        return (stack.NumberAt("status", "observedGeneration"), ready?.TextAt("reason"), ready?.TextAt("message"));
    }

    /// <summary>Waits until exactly these many API pods are ready and none of the old ones is left.</summary>
    public Task<IReadOnlyList<JsonElement>> WaitForApiPodsAsync(int count, params IEnumerable<JsonElement> old)
    {
        var gone = old.Select(Json.UidOf).ToHashSet();
        return Eventually.IsAsync(
            $"{count} new API pods of {Namespace}/{Name} are ready", ReadyDeadline, ApiPodsAsync,
            pods => pods.Count == count && pods.All(pod => Pods.IsReady(pod) && !Pods.IsLeaving(pod) && !gone.Contains(pod.UidOf())));
    }

    /// <summary>The one API pod; fails while a rollout leaves two.</summary>
    public async Task<JsonElement> ApiPodAsync() => Assert.Single(await ApiPodsAsync());

    public Task<IReadOnlyList<JsonElement>> ApiPodsAsync() => ListAsync(Resource.Pods, $"ministack.dev/stack={Name},ministack.dev/component=api");

    public async Task<JsonElement> PodAsync(string name) =>
        await FindAsync(Resource.Pods, name) ?? throw new LabException($"There is no pod {name}.");

    public Task<JsonElement> DatabasePodAsync() => PodAsync(DatabasePod);

    public Task<IReadOnlyList<JsonElement>> NodesAsync() => _lab.Api.ListAsync("/api/v1/nodes");

    public Task<JsonElement?> FindAsync(Resource resource, string name) => _lab.Api.FindAsync(resource.PathOf(Namespace, name));

    public async Task<JsonElement> GetAsync(Resource resource, string name) =>
        await FindAsync(resource, name) ?? throw new LabException($"There is no {resource.Plural} {name}.");

    public Task<IReadOnlyList<JsonElement>> ListAsync(Resource resource, string selector = "") =>
        _lab.Api.ListAsync($"{resource.PathOf(Namespace)}?labelSelector={Uri.EscapeDataString(selector)}");

    public Task WaitUntilGoneAsync(Resource resource, string name) => Eventually.IsTrueAsync(
        $"{resource.Plural} {Namespace}/{name} is gone", ReadyDeadline, async () => await FindAsync(resource, name) is null);

    /// <summary>A value of a Secret.</summary>
    public async Task<string> SecretAsync(string name, string key) => Json.Decode((await GetAsync(Resource.Secrets, name)).TextAt("data", key));

    /// <summary>What psql answers to the superuser in the database's pod.</summary>
    public async Task<string> SqlAsync(string sql, string database = "app") =>
        (await KubectlAsync("exec", DatabasePod, "-c", "postgres", "--", "psql", "-U", "postgres", "-d", database, "-qtAc", sql)).TrimEnd();

    public Task<PortForward> ForwardAsync() => PortForward.StartAsync(_lab.Kubectl, Namespace, $"service/{Api}", 8000);

    public async ValueTask DisposeAsync()
    {
        if (_isOwn)
            await _lab.Kubectl.TryRunAsync(default, "delete", "namespace", Namespace, "--wait=false");
    }
}
