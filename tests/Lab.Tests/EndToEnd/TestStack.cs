using System.Globalization;
using System.Text.Json;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>One MiniStack and what a test asks of it.</summary>
internal sealed class TestStack : IAsyncDisposable
{
    /// <summary>Two busy cores, and images that are on the node already.</summary>
    public static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(3);

    private readonly Kubectl _kubectl;
    private readonly bool _isOwn;

    private TestStack(Kubectl kubectl, string @namespace, string name, bool isOwn)
    {
        (_kubectl, Namespace, Name, _isOwn) = (kubectl, @namespace, name, isOwn);
    }

    public string Namespace { get; }

    public string Name { get; }

    public string DatabasePod => $"{Name}-db-0";

    /// <summary>The sample that <c>./lab up</c> applied.</summary>
    public static async Task<TestStack> SampleAsync(LabFixture lab)
    {
        var stack = new TestStack(lab.Kubectl, "default", "demo", isOwn: false);
        await stack.WaitUntilReadyAsync();
        return stack;
    }

    /// <summary>Applies a sample into a new namespace, which goes with the test.</summary>
    public static async Task<TestStack> ApplyAsync(LabFixture lab, string file, string name)
    {
        var @namespace = "e2e-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];
        await lab.Kubectl.RunAsync(default, "create", "namespace", @namespace);
        var stack = new TestStack(lab.Kubectl, @namespace, name, isOwn: true);
        await stack.KubectlAsync("apply", "-f", lab.RepositoryFile(file));
        await stack.WaitUntilReadyAsync();
        return stack;
    }

    public Task<string> KubectlAsync(params IReadOnlyList<string> arguments) => _kubectl.RunAsync(default, ["-n", Namespace, .. arguments]);

    public async Task<StackStatus> StatusAsync() =>
        StackStatus.Parse(await _kubectl.FindAsync(default, "-n", Namespace, "ministacks.ministack.dev", Name)
            ?? throw new LabException($"There is no MiniStack {Name}."));

    public Task<StackStatus> WaitUntilReadyAsync() =>
        Eventually.IsAsync($"{Namespace}/{Name} is Ready", ReadyDeadline, StatusAsync, status => status.IsReady);

    /// <summary>The one API pod; fails while a rollout leaves two.</summary>
    public async Task<JsonElement> ApiPodAsync() => Assert.Single(await ApiPodsAsync());

    public Task<IReadOnlyList<JsonElement>> ApiPodsAsync() => _kubectl.ListAsync(
        default, "-n", Namespace, "pods", "-l", $"ministack.dev/stack={Name},ministack.dev/component=api");

    public async Task<JsonElement> PodAsync(string name) =>
        await _kubectl.FindAsync(default, "-n", Namespace, "pod", name) ?? throw new LabException($"There is no pod {name}.");

    public async Task<IReadOnlyList<JsonElement>> NodesAsync() => await _kubectl.ListAsync(default, "nodes");

    public Task<PortForward> ForwardAsync() => PortForward.StartAsync(_kubectl, Namespace, $"service/{Name}-api", 8000);

    public async ValueTask DisposeAsync()
    {
        if (_isOwn)
            await _kubectl.TryRunAsync(default, "delete", "namespace", Namespace, "--wait=false");
    }
}
