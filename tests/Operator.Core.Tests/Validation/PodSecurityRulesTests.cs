using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Tests.Config;
using MiniStack.Operator.Core.Tests.Resources;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Validation;

/// <summary>What a spec can ask for beyond Pod Security <c>baseline</c>, and that the pods made of it would be just that.</summary>
public sealed class PodSecurityRulesTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "spec: {api: {securityContext: {privileged: true}}}", "spec.api.securityContext.privileged must not be true." },
        { "spec: {api: {securityContext: {capabilities: {add: [CHOWN, NET_ADMIN]}}}}", "spec.api.securityContext.capabilities.add must not have 'NET_ADMIN'." },
        { "spec: {api: {securityContext: {capabilities: {add: [ALL]}}}}", "spec.api.securityContext.capabilities.add must not have 'ALL'." },
        { "spec: {api: {securityContext: {procMount: Unmasked}}}", "spec.api.securityContext.procMount must be Default, but is 'Unmasked'." },
        {
            "spec: {api: {securityContext: {seccompProfile: {type: Unconfined}}}}",
            "spec.api.securityContext.seccompProfile.type must be RuntimeDefault or Localhost, but is 'Unconfined'."
        },
        {
            "spec: {api: {securityContext: {appArmorProfile: {type: Unconfined}}}}",
            "spec.api.securityContext.appArmorProfile.type must be RuntimeDefault or Localhost, but is 'Unconfined'."
        },
        { "spec: {api: {securityContext: {seLinuxOptions: {type: spc_t}}}}", "spec.api.securityContext.seLinuxOptions.type must be a container's, but is 'spc_t'." },
        { "spec: {api: {securityContext: {seLinuxOptions: {user: root}}}}", "spec.api.securityContext.seLinuxOptions.user must not be set." },
        { "spec: {api: {securityContext: {seLinuxOptions: {role: sysadm_r}}}}", "spec.api.securityContext.seLinuxOptions.role must not be set." },
        {
            "spec: {api: {securityContext: {windowsOptions: {hostProcess: true}}}}",
            "spec.api.securityContext.windowsOptions.hostProcess must not be true."
        },
        { "spec: {api: {volumes: [{name: a, emptyDir: {}}, {name: b, hostPath: {path: /}}]}}", "spec.api.volumes[1].hostPath must not be used." },
        {
            "spec: {database: {securityContext: {seccompProfile: {type: Unconfined}}}}",
            "spec.database.securityContext.seccompProfile.type must be RuntimeDefault or Localhost, but is 'Unconfined'."
        },
        {
            "spec: {database: {securityContext: {appArmorProfile: {type: Unconfined}}}}",
            "spec.database.securityContext.appArmorProfile.type must be RuntimeDefault or Localhost, but is 'Unconfined'."
        },
        { "spec: {database: {securityContext: {seLinuxOptions: {type: spc_t}}}}", "spec.database.securityContext.seLinuxOptions.type must be a container's, but is 'spc_t'." },
        {
            "spec: {database: {securityContext: {windowsOptions: {hostProcess: true}}}}",
            "spec.database.securityContext.windowsOptions.hostProcess must not be true."
        },
        {
            "spec: {database: {securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}, {name: kernel.msgmax, value: '1'}]}}}",
            "spec.database.securityContext.sysctls[1].name must be a safe one, but is 'kernel.msgmax'."
        },
    };

    public static TheoryData<string> Allowed =>
    [
        "{}",
        "spec: {api: {migrate: {command: [migrate]}}}",
        "spec: {api: {securityContext: {runAsUser: 0, allowPrivilegeEscalation: true, capabilities: {add: [CHOWN, NET_BIND_SERVICE]}}}}",
        "spec: {api: {securityContext: {seccompProfile: {type: Localhost, localhostProfile: own.json}, seLinuxOptions: {level: 's0:c1'}}}}",
        "spec: {api: {volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {dataSourceRef: {namespace: default, kind: PersistentVolumeClaim, name: c}}}}}]}}",
        "spec: {api: {volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: token}}]}}]}}",
        "spec: {api: {podMetadata: {annotations: {container.apparmor.security.beta.kubernetes.io/api: localhost/own, seccomp.security.alpha.kubernetes.io/pod: runtime/default}}}}",
        "spec: {api: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [default], labelSelector: {}}]}}}}",
        "spec: {database: {securityContext: {runAsNonRoot: false, sysctls: [{name: net.ipv4.tcp_keepalive_time, value: '60'}]}}}",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_pod_beyond_baseline_is_refused_by_the_field_that_asks_for_it(string fragment, string sentence)
    {
        var stack = Stack(fragment);

        var problem = PodSecurityRules.FindProblem(stack)!;

        Assert.Equal(FindingCodes.Forbidden, problem.Code);
        Assert.Equal(sentence.Split('.')[1], problem.Component);
        Assert.EndsWith($" into another namespace: {sentence}", problem.Message, StringComparison.Ordinal);
        Assert.Contains(Pods(stack), pod => PodSecurityBaseline.Violations(pod).Any());
    }

    public static TheoryData<string, string> RefusedPlacements => new()
    {
        {
            "spec: {api: {podMetadata: {annotations: {container.apparmor.security.beta.kubernetes.io/api: unconfined}}}}",
            "spec.api.podMetadata.annotations['container.apparmor.security.beta.kubernetes.io/api'] must be runtime/default or localhost/…, but is 'unconfined'."
        },
        {
            "spec: {api: {podMetadata: {annotations: {container.seccomp.security.alpha.kubernetes.io/api: unconfined}}}}",
            "spec.api.podMetadata.annotations['container.seccomp.security.alpha.kubernetes.io/api'] must be runtime/default or localhost/…, but is 'unconfined'."
        },
        {
            "spec: {database: {podMetadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: ''}}}}",
            "spec.database.podMetadata.annotations['seccomp.security.alpha.kubernetes.io/pod'] must be runtime/default or localhost/…, but is ''."
        },
        {
            "spec: {api: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [default, victim]}]}}}}",
            "spec.api.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaces must have the stack's own namespace alone, but has 'victim'."
        },
        {
            "spec: {database: {affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a, namespaceSelector: {}}}]}}}}",
            "spec.database.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.namespaceSelector must not be used."
        },
    };

    [Theory]
    [MemberData(nameof(RefusedPlacements))]
    public void A_placement_with_power_over_others_is_refused_by_its_field(string fragment, string sentence)
    {
        var problem = PodSecurityRules.FindProblem(Stack(fragment))!;

        Assert.Equal((FindingCodes.Forbidden, sentence.Split('.')[1]), (problem.Code, problem.Component));
        Assert.EndsWith($" into another namespace: {sentence}", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public void What_baseline_allows_is_allowed(string fragment)
    {
        var stack = Stack(fragment);

        Assert.Null(PodSecurityRules.FindProblem(stack));
        Assert.All(Pods(stack), pod => Assert.Empty(PodSecurityBaseline.Violations(pod)));
    }

    /// <summary>Whatever kind of volume comes next: it is refused until somebody has found that it holds nobody else's data.</summary>
    [Fact]
    public void Of_all_kinds_of_volumes_a_few_are_allowed() => Assert.Equal(
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"],
        VolumeKinds().Where(kind => PodSecurityRules.FindProblem(Stack(Volume(kind))) is null).Order(StringComparer.Ordinal));

    [Fact]
    public void Any_other_kind_of_volume_is_refused_by_its_field() => Assert.All(
        VolumeKinds().Select(kind => (kind, PodSecurityRules.FindProblem(Stack(Volume(kind))))).Where(each => each.Item2 is not null),
        each =>
        {
            Assert.Equal((FindingCodes.Forbidden, "api"), (each.Item2!.Code, each.Item2.Component));
            Assert.EndsWith($" namespace: spec.api.volumes[0].{each.kind} must not be used.", each.Item2.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void A_volume_is_filled_from_no_other_namespace() => Assert.EndsWith(
        " namespace: spec.api.volumes[0].ephemeral.volumeClaimTemplate.spec.dataSourceRef.namespace must be the stack's own namespace, but is 'victim'.",
        PodSecurityRules.FindProblem(Stack(
            "spec: {api: {volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {dataSourceRef: {namespace: victim, kind: PersistentVolumeClaim, name: c}}}}}]}}"))
            !.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Every_field_is_named_at_once() => Assert.EndsWith(
        " into another namespace: spec.database.securityContext.seLinuxOptions.user must not be set. spec.api.volumes[0].hostPath must not be used. "
        + "spec.api.securityContext.privileged must not be true.",
        PodSecurityRules.FindProblem(Stack(
            "spec: {api: {securityContext: {privileged: true}, volumes: [{name: v, hostPath: {path: /}}]}, "
            + "database: {securityContext: {seLinuxOptions: {user: u}}}}"))!.Message,
        StringComparison.Ordinal);

    /// <summary>As the CRD has them.</summary>
    private static IEnumerable<string> VolumeKinds()
    {
        var volumes = (JsonObject)Crd.Schema()["properties"]!["spec"]!["properties"]!["api"]!["properties"]!["volumes"]!;
        return ((JsonObject)volumes["items"]!["properties"]!).Select(each => each.Key).Where(each => each != "name");
    }

    private static string Volume(string kind) => $"spec: {{api: {{volumes: [{{name: v, {kind}: {{}}}}]}}}}";

    private static V1Alpha1MiniStack Stack(string fragment) => SpecTable.Stack(fragment).Deserialize(CoreJson.Default.V1Alpha1MiniStack)!;

    private static IEnumerable<V1PodSpec> Pods(V1Alpha1MiniStack stack)
    {
        stack.Metadata.Uid = "6f1c5d0e-0000-4000-8000-000000000001";
        var children = Children.Build(stack, ClusterCapabilities.Newest).Values;
        return
        [
            .. children.OfType<V1Deployment>().Select(each => each.Spec.Template.Spec),
            .. children.OfType<V1StatefulSet>().Select(each => each.Spec.Template.Spec),
            .. children.OfType<V1Job>().Select(each => each.Spec.Template.Spec),
        ];
    }
}
