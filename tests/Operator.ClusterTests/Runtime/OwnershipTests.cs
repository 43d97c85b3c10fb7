using System.Text.Json;
using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Runtime.Applying;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>An edit that an apply cannot undo is undone by a patch: what is wanted may then change as before, into what excludes it, too.</summary>
public sealed class OwnershipTests(Cluster cluster) : IDisposable
{
    private const string Container = "/spec/template/spec/containers/0";
    private const string FieldManager = "test";

    private readonly ApiClient _client = new(ApiClientConfiguration.Load(cluster.ControlPlane.AdminKubeconfigPath));
    private readonly Applier _applier = new(
        new ApiClient(ApiClientConfiguration.Load(cluster.ControlPlane.AdminKubeconfigPath)), FieldManager, "example.test/hash", new OwnWrites());

    public void Dispose() => _client.Dispose();

    [Fact]
    public Task A_variable_goes_from_a_value_to_a_source() => SwitchAsync(
        With(container => container.Env = [new V1EnvVar { Name = "A", Value = "1" }]),
        $$"""[{"op":"replace","path":"{{Container}}/env/0","value":{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"} } } }]""",
        With(container => container.Env = [new V1EnvVar { Name = "A", ValueFrom = FromName }]));

    [Fact]
    public Task A_variable_goes_from_a_source_to_a_value() => SwitchAsync(
        With(container => container.Env = [new V1EnvVar { Name = "A", ValueFrom = FromName }]),
        $$"""[{"op":"replace","path":"{{Container}}/env/0","value":{"name":"A","value":"theirs"} }]""",
        With(container => container.Env = [new V1EnvVar { Name = "A", Value = "1" }]));

    [Fact]
    public Task A_volume_goes_from_one_source_to_another() => SwitchAsync(
        WithVolume(new V1Volume { Name = "v", EmptyDir = new V1EmptyDirVolumeSource() }),
        """[{"op":"replace","path":"/spec/template/spec/volumes/0","value":{"name":"v","configMap":{"name":"theirs"} } }]""",
        WithVolume(new V1Volume { Name = "v", ConfigMap = new V1ConfigMapVolumeSource { Name = "ours" } }));

    [Fact]
    public Task A_volume_goes_back_to_its_first_source() => SwitchAsync(
        WithVolume(new V1Volume { Name = "v", ConfigMap = new V1ConfigMapVolumeSource { Name = "ours" } }),
        """[{"op":"replace","path":"/spec/template/spec/volumes/0","value":{"name":"v","emptyDir":{} } }]""",
        WithVolume(new V1Volume { Name = "v", EmptyDir = new V1EmptyDirVolumeSource() }));

    [Fact]
    public Task A_probe_goes_from_one_handler_to_another() => SwitchAsync(
        With(container => container.LivenessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Port = 80, Path = "/" } }),
        $$"""[{"op":"replace","path":"{{Container}}/livenessProbe","value":{"exec":{"command":["true"]} } }]""",
        With(container => container.LivenessProbe = new V1Probe { Exec = new V1ExecAction { Command = ["false"] } }));

    [Fact]
    public Task A_port_goes_to_another_number_under_the_same_name() => SwitchAsync(
        With(container => container.Ports = [new V1ContainerPort { Name = "http", ContainerPort = 8000, Protocol = "TCP" }]),
        $$"""[{"op":"replace","path":"{{Container}}/ports/0/containerPort","value":9000}]""",
        With(container => container.Ports = [new V1ContainerPort { Name = "http", ContainerPort = 8001, Protocol = "TCP" }]));

    [Fact]
    public async Task Another_that_owns_what_is_wanted_no_more_does_not_keep_it()
    {
        var token = TestContext.Current.CancellationToken;
        var ns = await cluster.CreateNamespaceAsync();
        Action<V1Deployment> first = With(container => container.Env = [new V1EnvVar { Name = "A", Value = "1" }]);
        var live = await ApplyAsync(ns, first, null);
        var theirs = JsonSerializer.SerializeToUtf8Bytes(Wanted(ns, first), ResourceTypes.Deployment.Json);
        await _client.ApplyAsync(ResourceTypes.Deployment, live, theirs, "theirs", token);

        await ApplyAsync(ns, With(container => container.Env = [new V1EnvVar { Name = "A", ValueFrom = FromName }]), await LiveAsync(live));

        Assert.NotNull((await LiveAsync(live)).Spec.Template.Spec.Containers[0].Env.Single().ValueFrom);
    }

    private static V1EnvVarSource FromName => new() { FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.namespace" } };

    /// <summary>Applies, has somebody edit, undoes that, and applies something else: what is there is what was wanted last, and nothing else owns it.</summary>
    private async Task SwitchAsync(Action<V1Deployment> first, string edit, Action<V1Deployment> second)
    {
        var ns = await cluster.CreateNamespaceAsync();
        var key = await ApplyAsync(ns, first, null);
        await ns.KubectlAsync("patch", "deployment", key.Name, "--type", "json", "-p", edit);
        await ApplyAsync(ns, first, await LiveAsync(key));
        AssertIs(Wanted(ns, first), await LiveAsync(key));
        Assert.Equal([$"Apply {FieldManager}"], await OwnersAsync(ns, key));

        await ApplyAsync(ns, second, await LiveAsync(key));

        AssertIs(Wanted(ns, second), await LiveAsync(key));
        Assert.Equal([$"Apply {FieldManager}"], await OwnersAsync(ns, key));
        Assert.Null(await _applier.ApplyAsync(
            ResourceTypes.Deployment, Wanted(ns, second), await LiveAsync(key), TestContext.Current.CancellationToken));
    }

    private static void AssertIs(V1Deployment wanted, V1Deployment live)
    {
        var (ours, theirs) = (wanted.Spec.Template.Spec, live.Spec.Template.Spec);
        Assert.Equal(ours.Containers[0].Env?.Select(Describe) ?? [], theirs.Containers[0].Env?.Select(Describe) ?? []);
        Assert.Equal(ours.Containers[0].Ports?.Select(each => each.ContainerPort) ?? [], theirs.Containers[0].Ports?.Select(each => each.ContainerPort) ?? []);
        Assert.Equal(Handler(ours.Containers[0].LivenessProbe), Handler(theirs.Containers[0].LivenessProbe));
        Assert.Equal(ours.Volumes?.Select(Source) ?? [], theirs.Volumes?.Select(Source) ?? []);

        static string Describe(V1EnvVar each) => $"{each.Name} {each.Value} {each.ValueFrom?.FieldRef.FieldPath}";
        static string Handler(V1Probe? probe) => $"{probe?.HttpGet?.Path} {string.Join(' ', probe?.Exec?.Command ?? [])}";
        static string Source(V1Volume volume) => $"{volume.Name} {volume.ConfigMap?.Name} {volume.EmptyDir is not null}";
    }

    private async Task<ObjectKey> ApplyAsync(TestNamespace ns, Action<V1Deployment> change, V1Deployment? live)
    {
        var made = await _applier.ApplyAsync(ResourceTypes.Deployment, Wanted(ns, change), live, TestContext.Current.CancellationToken);
        Assert.NotNull(made);
        return made.Key;
    }

    private async Task<V1Deployment> LiveAsync(ObjectKey key) =>
        (await _client.GetAsync(ResourceTypes.Deployment, key, TestContext.Current.CancellationToken))!;

    /// <summary>Of anything but the status.</summary>
    private static async Task<IEnumerable<string>> OwnersAsync(TestNamespace ns, ObjectKey key)
    {
        var metadata = (await ns.GetAsync("deployment", key.Name)).GetProperty("metadata");
        return metadata.GetProperty("managedFields").EnumerateArray()
            .Where(entry => !entry.GetProperty("fieldsV1").TryGetProperty("f:status", out _))
            .Select(entry => $"{entry.GetProperty("operation")} {entry.GetProperty("manager")}");
    }

    private static Action<V1Deployment> With(Action<V1Container> change) => deployment => change(deployment.Spec.Template.Spec.Containers[0]);

    private static Action<V1Deployment> WithVolume(V1Volume volume) => deployment =>
    {
        deployment.Spec.Template.Spec.Volumes = [volume];
        deployment.Spec.Template.Spec.Containers[0].VolumeMounts = [new V1VolumeMount { Name = "v", MountPath = "/v" }];
    };

    private static V1Deployment Wanted(TestNamespace ns, Action<V1Deployment> change)
    {
        Dictionary<string, string> labels = new() { ["app"] = "demo" };
        V1Deployment deployment = new()
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta { Name = "demo", NamespaceProperty = ns.Name },
            Spec = new V1DeploymentSpec
            {
                Replicas = 0,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "api", Image = "example.test/api:1" }] },
                },
            },
        };
        change(deployment);
        return deployment;
    }
}
