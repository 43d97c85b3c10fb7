using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class ConfigRulesTests
{
    private const string CantStart = "ConfigMissing: Container api of pod demo-api-1 can't start: ";

    [Theory]
    [InlineData("""secret "store" not found""", "Secret store, which spec.api.env[TOKEN].valueFrom.secretKeyRef and spec.api.envFrom[1].secretRef name, does not exist.")]
    [InlineData("couldn't find key token in Secret shop/store", "Secret store, which spec.api.env[TOKEN].valueFrom.secretKeyRef names, has no key token.")]
    [InlineData("""configmap "settings" not found""", "ConfigMap settings, which spec.api.env[MODEL].valueFrom.configMapKeyRef and spec.api.envFrom[0].configMapRef name, does not exist.")]
    [InlineData("couldn't find key model in ConfigMap shop/settings", "ConfigMap settings, which spec.api.env[MODEL].valueFrom.configMapKeyRef names, has no key model.")]
    [InlineData("""secret "demo-db" not found""", "Secret demo-db does not exist.")]
    public void A_missing_object_or_key_is_told_with_every_field_that_names_it(string message, string told) =>
        Assert.Equal(CantStart + told, TestPod.OfApi(WithReferences).Waiting("CreateContainerConfigError", message).Told());

    [Theory]
    [InlineData("models", """configmap "models" not found""", "Volume models of pod demo-api-1 can't be mounted: ConfigMap models, which spec.api.volumes[models].configMap names, does not exist.")]
    [InlineData("models", "configmap references non-existent config key: house", "Volume models of pod demo-api-1 can't be mounted: ConfigMap models, which spec.api.volumes[models].configMap names, has no key house.")]
    [InlineData("both", """secret "tls" not found""", "Volume both of pod demo-api-1 can't be mounted: Secret tls, which spec.api.volumes[both].projected.sources[1].secret names, does not exist.")]
    [InlineData("both", "references non-existent secret key: tls.crt", "Volume both of pod demo-api-1 can't be mounted: Secret tls, which spec.api.volumes[both].projected.sources[1].secret names, has no key tls.crt.")]
    public void A_volume_that_cannot_be_mounted_is_told_with_its_field(string volume, string cause, string told) =>
        Assert.Equal($"ConfigMissing: {told}", TestPod.OfApi(WithReferences)
            .Waiting("ContainerCreating")
            .Event("FailedMount", $"""MountVolume.SetUp failed for volume "{volume}" : {cause}""", first: 20, last: 5, isOfPod: true)
            .Event("FailedMount", $"Unable to attach or mount volumes: unmounted volumes=[{volume}], unattached volumes=[{volume}]: timed out waiting for the condition", isOfPod: true)
            .Told());

    [Fact]
    public void Init_scripts_that_do_not_exist_are_told_with_their_field() =>
        Assert.Equal(
            "ConfigMissing: Volume init of pod demo-db-0 can't be mounted: ConfigMap schema, which spec.database.initScripts.configMapRef names, does not exist.",
            TestPod.OfDatabase(spec => spec.Database.InitScripts = new InitScriptsSpec { ConfigMapRef = new V1LocalObjectReference { Name = "schema" } })
                .Waiting("PodInitializing")
                .Event("FailedMount", """MountVolume.SetUp failed for volume "init" : configmap "schema" not found""", first: 10, isOfPod: true)
                .Told());

    [Fact]
    public void Only_what_the_spec_names_waits_for_a_person()
    {
        Assert.True(TestPod.OfApi(WithReferences).Waiting("CreateContainerConfigError", """secret "store" not found""").Diagnose().Root!.Stalls);
        Assert.False(TestPod.OfApi(WithReferences).Waiting("CreateContainerConfigError", """secret "demo-db" not found""").Diagnose().Root!.Stalls);
    }

    [Fact]
    public void What_may_be_on_its_way_is_not_told_yet()
    {
        Assert.Null(TestPod.OfApi(WithReferences)
            .Waiting("CreateContainerConfigError", """secret "store" not found""")
            .Event("Failed", """Error: secret "store" not found""", last: 1)
            .Told());
        Assert.Null(TestPod.OfApi().Waiting("CreateContainerConfigError", "failed to sync secret cache: timed out waiting for the condition").Told());
    }

    [Fact]
    public void A_mount_that_succeeded_at_last_is_history() =>
        Assert.Null(TestPod.OfApi(WithReferences)
            .Running(since: 3)
            .Event("FailedMount", """MountVolume.SetUp failed for volume "models" : configmap "models" not found""", first: 60, last: 10, isOfPod: true)
            .Told());

    [Theory]
    [InlineData(
        """container has runAsNonRoot and image will run as root (pod: "demo-api-1_shop(9018a4fd-b1f8-45ed-b6c5-96290955e774)", container: api)""",
        "spec.api.securityContext says runAsNonRoot, and image ministack-api:dev runs as root.")]
    [InlineData(
        """container has runAsNonRoot and image has non-numeric user (web), cannot verify user is non-root (pod: "demo-api-1_shop(9018a4fd)", container: api)""",
        "spec.api.securityContext says runAsNonRoot, and the user of image ministack-api:dev is a name (web) whose number the node can't know.")]
    [InlineData(
        """container's runAsUser breaks non-root policy (pod: "demo-api-1_shop(9018a4fd)", container: api)""",
        "spec.api.securityContext.runAsUser is 0, and runAsNonRoot is true.")]
    public void A_user_that_the_node_refuses_is_told_with_what_asks_for_it(string message, string told) =>
        Assert.Equal($"Forbidden: Container api of pod demo-api-1 may not start: {told}", TestPod.OfApi().Waiting("CreateContainerConfigError", message).Told());

    [Fact]
    public void Another_reason_is_told_once_the_first_attempts_are_over()
    {
        const string Message = """failed to create subPath directory for volumeMount "models" of container "api" """;
        var pod = TestPod.OfApi().Waiting("CreateContainerConfigError", Message).Event("Failed", $"Error: {Message}", first: 4);

        Assert.Null(pod.Told());
        Assert.Equal(
            """CrashLoop: Container api of pod demo-api-1 can't be made: failed to create subPath directory for volumeMount "models" of container "api".""",
            TestPod.OfApi().Waiting("CreateContainerConfigError", Message).Event("Failed", $"Error: {Message}", first: 15).Told());
    }

    [Fact]
    public void What_differs_from_attempt_to_attempt_is_not_told()
    {
        var message = $"""failed to generate container "{new string('a', 64)}" spec: failed to generate spec: no command specified""";

        Assert.Equal(
            "CrashLoop: Container api of pod demo-api-1 can't be made: no command specified.",
            TestPod.OfApi().Waiting("CreateContainerError", message).Event("Failed", $"Error: {message}", first: 15).Told());
    }

    private static void WithReferences(MiniStackSpec spec)
    {
        spec.Api.Env =
        [
            new V1EnvVar { Name = "TOKEN", ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = "store", Key = "token" } } },
            new V1EnvVar { Name = "MODEL", ValueFrom = new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = "settings", Key = "model" } } },
        ];
        spec.Api.EnvFrom =
        [
            new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = "settings" } },
            new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "store" } },
        ];
        spec.Api.Volumes =
        [
            new V1Volume { Name = "models", ConfigMap = new V1ConfigMapVolumeSource { Name = "models", Items = [new V1KeyToPath { Key = "house", Path = "house" }] } },
            new V1Volume
            {
                Name = "both",
                Projected = new V1ProjectedVolumeSource
                {
                    Sources =
                    [
                        new V1VolumeProjection { ConfigMap = new V1ConfigMapProjection { Name = "settings" } },
                        new V1VolumeProjection { Secret = new V1SecretProjection { Name = "tls", Items = [new V1KeyToPath { Key = "tls.crt", Path = "tls.crt" }] } },
                    ],
                },
            },
        ];
    }
}
