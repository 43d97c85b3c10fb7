using System.Text.Json;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Tests.Config;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class PodSecurityTests
{
    public static TheoryData<string> OurSamples => ["samples/demo.yaml", "samples/full.yaml"];

    [Fact]
    public void Every_pod_passes_baseline_whatever_the_spec_leaves_out() => Assert.All(
        new[] { Stacks.Minimal(), Stacks.Full() }.Concat(Stacks.BetweenMinimalAndFull().Select(change => change.Stack)).SelectMany(Pods),
        pod => Assert.Empty(PodSecurityBaseline.Violations(pod)));

    [Fact]
    public void The_databases_pods_pass_restricted_by_themselves() => Assert.All(
        Pods(Stacks.Minimal()).Where(pod => pod.ServiceAccountName is null),
        pod => Assert.Empty(PodSecurityRestricted.Violations(pod)));

    [Theory]
    [MemberData(nameof(OurSamples))]
    public void Every_pod_of_our_samples_passes_restricted(string path)
    {
        var sample = Yaml.Documents(ConfigFiles.Read(path))[0]!.Deserialize(CoreJson.Default.V1Alpha1MiniStack)!;
        Assert.All(Pods(sample), pod => Assert.Empty(PodSecurityRestricted.Violations(pod)));
    }

    [Fact]
    public void No_pod_has_a_token_or_variables_of_other_Services_and_each_container_tells_its_end() => Assert.All(Pods(Stacks.Full()), pod =>
    {
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(pod.EnableServiceLinks);
        Assert.All([.. pod.InitContainers ?? [], .. pod.Containers], container =>
        {
            Assert.Equal("FallbackToLogsOnError", container.TerminationMessagePolicy);
            Assert.NotEmpty(container.Resources.Requests);
        });
    });

    /// <summary>It holds passwords that are none of a pod's business while another one is on its way.</summary>
    [Fact]
    public void No_pod_is_given_more_of_the_superusers_secret_than_the_keys_that_it_names() => Assert.All(Pods(Stacks.Full()), pod =>
    {
        var admin = Names.DatabaseAdmin(Stacks.Full().Metadata.Name);
        List<V1Container> containers = [.. pod.InitContainers ?? [], .. pod.Containers];
        Assert.DoesNotContain(containers.SelectMany(each => each.EnvFrom ?? []), each => each.SecretRef?.Name == admin);
        Assert.DoesNotContain(pod.Volumes ?? [], each => each.Secret?.SecretName == admin || each.Projected?.Sources.Any(source => source.Secret?.Name == admin) is true);
        Assert.All(
            containers.SelectMany(each => each.Env ?? []).Select(each => each.ValueFrom?.SecretKeyRef).Where(each => each?.Name == admin),
            each => Assert.Matches(@"^(password|password-hash|app-verifier\..+)\z", each!.Key));
    });

    public static TheoryData<Action<V1PodSpec>> Breaches => new()
    {
        pod => pod.HostNetwork = true,
        pod => pod.Volumes = [new V1Volume { Name = "v", HostPath = new V1HostPathVolumeSource { Path = "/" } }],
        pod => pod.SecurityContext = pod.SecurityContext with { SeccompProfile = new V1SeccompProfile { Type = "Unconfined" } },
        pod => Set(pod, own => own with { Privileged = true }),
        pod => Set(pod, own => own with { Capabilities = new V1Capabilities { Drop = ["ALL"], Add = ["NET_ADMIN"] } }),
        pod => Set(pod, own => own with { ProcMount = "Unmasked" }),
    };

    [Theory]
    [MemberData(nameof(Breaches), DisableDiscoveryEnumeration = true)]
    public void The_checks_see_a_breach_of_baseline(Action<V1PodSpec> breach) =>
        Assert.Single(PodSecurityBaseline.Violations(Broken(breach)));

    public static TheoryData<Action<V1PodSpec>> LesserBreaches => new()
    {
        pod => pod.Volumes = [new V1Volume { Name = "v", Nfs = new V1NFSVolumeSource { Server = "s", Path = "/" } }],
        pod => pod.SecurityContext = pod.SecurityContext with { RunAsNonRoot = null },
        pod => pod.SecurityContext = pod.SecurityContext with { SeccompProfile = null },
        pod => Set(pod, own => own with { AllowPrivilegeEscalation = null }),
        pod => Set(pod, own => own with { Capabilities = null }),
        pod => Set(pod, own => own with { RunAsUser = 0 }),
    };

    [Theory]
    [MemberData(nameof(LesserBreaches), DisableDiscoveryEnumeration = true)]
    public void The_checks_see_what_restricted_alone_forbids(Action<V1PodSpec> breach)
    {
        Assert.Empty(PodSecurityBaseline.Violations(Broken(breach)));
        Assert.Single(PodSecurityRestricted.Violations(Broken(breach)));
    }

    /// <summary>The API's, the database's and all Jobs'.</summary>
    private static IEnumerable<V1PodSpec> Pods(V1Alpha1MiniStack stack)
    {
        stack.Spec.Api.Migrate ??= new MigrateSpec { Command = ["migrate"] };
        stack.Spec.Database.Extensions ??= ["vector"];
        var children = Children.Build(stack, ClusterCapabilities.Newest).Values;
        List<V1PodSpec> pods =
        [
            .. children.OfType<V1Deployment>().Select(each => each.Spec.Template.Spec),
            .. children.OfType<V1StatefulSet>().Select(each => each.Spec.Template.Spec),
            .. children.OfType<V1Job>().Select(each => each.Spec.Template.Spec),
        ];
        Assert.Equal(5, pods.Count);
        return pods;
    }

    private static V1PodSpec Broken(Action<V1PodSpec> breach)
    {
        var pod = Pods(Stacks.Minimal()).Last(each => each.ServiceAccountName is null);
        breach(pod);
        return pod;
    }

    private static void Set(V1PodSpec pod, Func<V1SecurityContext, V1SecurityContext> change) =>
        pod.Containers[0].SecurityContext = change(pod.Containers[0].SecurityContext);
}
