using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Validation;

public sealed class SpecValidatorTests
{
    /// <summary>A change that breaks exactly one rule, and the sentence that says so.</summary>
    public static TheoryData<Action<MiniStackSpec>, string> Violations => new()
    {
        { s => s.DeletionPolicy = "retain", "spec.deletionPolicy must be Retain or Delete, but is 'retain'." },
        { s => s.Api.Image = "", "spec.api.image must name an image and have no whitespace, but is ''." },
        { s => s.Api.Image = "a b", "spec.api.image must name an image and have no whitespace, but is 'a b'." },
        { s => s.Api.Image = "a\n", "spec.api.image must name an image and have no whitespace, but is 'a\n'." },
        { s => s.Api.Replicas = -1, "spec.api.replicas must be 0 or more, but is -1." },
        { s => s.Api.Port = 0, "spec.api.port must be between 1 and 65535, but is 0." },
        { s => s.Api.Port = 65536, "spec.api.port must be between 1 and 65535, but is 65536." },
        { s => s.Api.ImagePullPolicy = "never", "spec.api.imagePullPolicy must be Always, IfNotPresent or Never, but is 'never'." },
        { s => s.Api.TerminationGracePeriodSeconds = -1, "spec.api.terminationGracePeriodSeconds must be 0 or more, but is -1." },
        { s => s.Api.Env = [new V1EnvVar()], "spec.api.env[0].name must not be empty." },
        {
            s => s.Api.Env = [new V1EnvVar { Name = "A" }, new V1EnvVar { Name = "B" }, new V1EnvVar { Name = "A" }],
            "spec.api.env[2].name must be unique, but 'A' stands in the list before."
        },
        { s => s.Api.Service.Type = "ExternalName", "spec.api.service.type must be ClusterIP, NodePort or LoadBalancer, but is 'ExternalName'." },
        {
            s => s.Api.Service = new ApiServiceSpec { Type = "NodePort", NodePort = 0 },
            "spec.api.service.nodePort must be between 1 and 65535, but is 0."
        },
        {
            s => s.Api.Service = new ApiServiceSpec { Type = "LoadBalancer", NodePort = 65536 },
            "spec.api.service.nodePort must be between 1 and 65535, but is 65536."
        },
        {
            s => s.Api.Service.NodePort = 30000,
            "spec.api.service.nodePort needs spec.api.service.type NodePort or LoadBalancer, but the type is ClusterIP."
        },
        { s => s.Api.Health.LivenessPath = "health", "spec.api.health.livenessPath must start with '/' and have no whitespace, but is 'health'." },
        { s => s.Api.Health.ReadinessPath = "", "spec.api.health.readinessPath must start with '/' and have no whitespace, but is ''." },
        {
            s => s.Api.VolumeMounts = [new() { Name = "data", MountPath = "/data" }],
            "spec.api.volumeMounts[0].name must name an entry of spec.api.volumes, but is 'data'."
        },
        { s => s.Api.Health.StartupSeconds = 0, "spec.api.health.startupSeconds must be between 1 and 86400, but is 0." },
        { s => s.Api.Health.StartupSeconds = 86401, "spec.api.health.startupSeconds must be between 1 and 86400, but is 86401." },
        { s => s.Api.Migrate = new MigrateSpec(), "spec.api.migrate.command must name a command, but is empty." },
        {
            s => s.Api.Autoscale = new AutoscaleSpec { MinReplicas = 0, MaxReplicas = 1 },
            "spec.api.autoscale.minReplicas must be 1 or more, but is 0."
        },
        {
            s => s.Api.Autoscale = new AutoscaleSpec { MinReplicas = 3, MaxReplicas = 2 },
            "spec.api.autoscale.maxReplicas must be at least minReplicas, but is 2 where minReplicas is 3."
        },
        {
            s => s.Api.Autoscale = new AutoscaleSpec { MaxReplicas = 2, CpuPercent = 0 },
            "spec.api.autoscale.cpuPercent must be 1 or more, but is 0."
        },
        {
            s => s.Api.Ingress = new IngressSpec { Host = "Demo.example.com" },
            "spec.api.ingress.host must be a lower-case host name such as demo.example.com, but is 'Demo.example.com'."
        },
        { s => s.Database.Version = 12, "spec.database.version must be a Postgres major version from 13 to 18, but is 12." },
        { s => s.Database.Version = 19, "spec.database.version must be a Postgres major version from 13 to 18, but is 19." },
        { s => s.Database.Image = "", "spec.database.image must name an image and have no whitespace, but is ''." },
        {
            s => s.Database.SecurityContext = new V1PodSecurityContext { RunAsUser = 0 },
            "spec.database.securityContext.runAsUser must not be 0, since Postgres refuses to run as root."
        },
        {
            s => s.Database.Name = "my-app",
            "spec.database.name must be lower-case letters, digits and '_', not start with a digit and have at most 63 characters, but is 'my-app'."
        },
        {
            s => s.Database.Name = new string('a', 64),
            $"spec.database.name must be lower-case letters, digits and '_', not start with a digit and have at most 63 characters, but is '{new string('a', 64)}'."
        },
        { s => s.Database.Name = "template1", "spec.database.name must not be 'template1', which is one of Postgres's own databases." },
        {
            s => s.Database.User = "1app",
            "spec.database.user must be lower-case letters, digits and '_', not start with a digit and have at most 63 characters, but is '1app'."
        },
        {
            s => s.Database.User = "postgres",
            "spec.database.user must not be 'postgres', which is reserved: take another name than postgres, public, none and pg_*."
        },
        {
            s => s.Database.User = "pg_app",
            "spec.database.user must not be 'pg_app', which is reserved: take another name than postgres, public, none and pg_*."
        },
        {
            s => s.Database.PasswordSecretRef = new SecretKeyReference { Key = "password" },
            "spec.database.passwordSecretRef.name must name a Secret, but is empty."
        },
        {
            s => s.Database.PasswordSecretRef = new SecretKeyReference { Name = "mine" },
            "spec.database.passwordSecretRef.key must name a key of the Secret, but is empty."
        },
        {
            s => s.Database.InitScripts = new InitScriptsSpec(),
            "spec.database.initScripts.configMapRef.name must name a ConfigMap, but is empty."
        },
        { s => s.Database.Storage.Size = new ResourceQuantity("0"), "spec.database.storage.size must be more than 0." },
        { s => s.Database.Storage.Size = new ResourceQuantity("-1Gi"), "spec.database.storage.size must be more than 0." },
        {
            s => s.Database.Parameters = new Dictionary<string, string> { ["work-mem"] = "1MB" },
            "spec.database.parameters['work-mem'] must be the name of a Postgres setting: letters, digits, '_' and at most one '.'."
        },
        {
            s => s.Database.Parameters = new Dictionary<string, string> { ["Listen_Addresses"] = "*" },
            "spec.database.parameters['Listen_Addresses'] must not be set, since the operator relies on its value."
        },
    };

    [Theory]
    [MemberData(nameof(Violations), DisableDiscoveryEnumeration = true)]
    public void Each_violation_is_one_sentence(Action<MiniStackSpec> change, string sentence)
    {
        Assert.Equal([sentence], SpecValidator.Validate(Stacks.With(change)));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("shop-2")]
    [InlineData("a234567890123456789012345678901234567890")]
    public void A_name_of_40_characters_that_makes_a_Service_is_sound(string name)
    {
        Assert.Empty(SpecValidator.Validate(Named(name)));
    }

    [Theory]
    [InlineData("2shop")]
    [InlineData("shop-")]
    [InlineData("Shop")]
    [InlineData("my.shop")]
    public void A_name_that_makes_no_Service_is_refused(string name)
    {
        Assert.Equal(
            [$"metadata.name must be lower-case letters, digits and '-', starting with a letter and not ending with '-', but is '{name}'."],
            SpecValidator.Validate(Named(name)));
    }

    [Fact]
    public void A_name_of_41_characters_is_refused()
    {
        var name = new string('a', 41);
        Assert.Equal(
            [$"metadata.name must have at most 40 characters, but '{name}' has 41."], SpecValidator.Validate(Named(name)));
    }

    [Fact]
    public void Every_violation_is_named_at_once()
    {
        var stack = Stacks.With(spec =>
        {
            spec.Api.Port = 0;
            spec.Api.Replicas = -1;
            spec.Database.Version = 9;
        });
        Assert.Equal(
            ["spec.api.replicas", "spec.api.port", "spec.database.version"],
            SpecValidator.Validate(stack).Select(sentence => sentence.Split(' ')[0]));
    }

    public static TheoryData<Action<MiniStackSpec>> SoundSpecs => new()
    {
        s => s.Api.Replicas = 0,
        s => s.Api.Image = "registry.example.com:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        s => s.Api.Service = new ApiServiceSpec { Type = "NodePort" },
        s => s.Api.Service = new ApiServiceSpec { Type = "NodePort", NodePort = 32767 },
        s => s.Api.Autoscale = new AutoscaleSpec { MinReplicas = 2, MaxReplicas = 2, CpuPercent = 80 },
        s => s.Api.Ingress = new IngressSpec { Host = "*.example.com" },
        s => s.Database.Name = "postgres",
        s => s.Database.User = "_app2",
        s => s.Database.Storage.Size = new ResourceQuantity("1.5Gi"),
        s => s.Database.Storage.Size = new ResourceQuantity("1e30"),
        s => s.Database.Parameters = new Dictionary<string, string> { ["pg_stat_statements.track"] = "all", ["TimeZone"] = "UTC" },
    };

    [Theory]
    [MemberData(nameof(SoundSpecs), DisableDiscoveryEnumeration = true)]
    public void What_Kubernetes_and_Postgres_take_is_sound(Action<MiniStackSpec> change)
    {
        Assert.Empty(SpecValidator.Validate(Stacks.With(change)));
    }

    [Fact]
    public void The_stacks_of_the_golden_files_are_sound()
    {
        Assert.Empty(SpecValidator.Validate(Stacks.Minimal()));
        Assert.Empty(SpecValidator.Validate(Stacks.Full()));
    }

    private static V1Alpha1MiniStack Named(string name)
    {
        var stack = Stacks.Minimal();
        stack.Metadata.Name = name;
        return stack;
    }
}
