using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Tests;

/// <summary>The stacks that tests start from.</summary>
internal static class Stacks
{
    /// <summary>What the README shows: an image, and defaults for all the rest.</summary>
    public static V1Alpha1MiniStack Minimal() => new()
    {
        Metadata = new V1ObjectMeta { Name = "demo", NamespaceProperty = "shop", Uid = "6f1c5d0e-0000-4000-8000-000000000001" },
        Spec = new MiniStackSpec { Api = new ApiSpec { Image = "ministack-api:dev" } },
    };

    /// <summary>Every field that a builder reads has a value of its own.</summary>
    public static V1Alpha1MiniStack Full() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "demo",
            NamespaceProperty = "shop",
            Uid = "6f1c5d0e-0000-4000-8000-000000000001",
            Annotations = new Dictionary<string, string>
            {
                ["ministack.dev/restartedAt"] = "2026-01-02T03:04:05Z",
                ["example.com/note"] = "not for the children",
            },
        },
        Spec = new MiniStackSpec
        {
            DeletionPolicy = DeletionPolicy.Delete,
            Api = new ApiSpec
            {
                Image = "registry.example.com/shop/api:1.2.3",
                Replicas = 3,
                Port = 9000,
                Service = new ApiServiceSpec { Type = "NodePort", NodePort = 30080 },
                Health = new HealthSpec { LivenessPath = "/livez", ReadinessPath = "/readyz", StartupSeconds = 61 },
                Migrate = new MigrateSpec { Command = ["alembic", "upgrade", "head"] },
                Autoscale = new AutoscaleSpec { MinReplicas = 2, MaxReplicas = 6, CpuPercent = 70 },
                Ingress = new IngressSpec { Host = "shop.example.com", ClassName = "nginx", TlsSecretName = "shop-tls" },
                Command = ["uvicorn"],
                Args = ["main:app", "--port", "9000"],
                Env =
                [
                    new V1EnvVar { Name = "GREETING", Value = "hello from $(PGHOST)" },
                    new V1EnvVar { Name = "DATABASE_URL", Value = "postgresql+asyncpg://$(PGUSER):$(PGPASSWORD)@$(PGHOST)/$(PGDATABASE)" },
                ],
                EnvFrom = [new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = "shop-settings" } }],
                Resources = new V1ResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m"), ["memory"] = new("64Mi") },
                    Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("256Mi") },
                },
                ImagePullPolicy = "Always",
                ImagePullSecrets = [new V1LocalObjectReference { Name = "registry" }],
                SecurityContext = new V1SecurityContext
                {
                    RunAsNonRoot = true,
                    ReadOnlyRootFilesystem = true,
                    Capabilities = new V1Capabilities { Drop = ["ALL"] },
                },
                Volumes = [new V1Volume { Name = "cache", EmptyDir = new V1EmptyDirVolumeSource() }],
                VolumeMounts = [new V1VolumeMount { Name = "cache", MountPath = "/var/cache/shop" }],
                TerminationGracePeriodSeconds = 45,
            },
            Database = new DatabaseSpec
            {
                Version = 15,
                Image = "registry.example.com/postgis/postgis:15-3.4",
                Name = "shop",
                User = "shop_owner",
                PasswordSecretRef = new SecretKeyReference { Name = "shop-database", Key = "secret" },
                InitScripts = new InitScriptsSpec { ConfigMapRef = new V1LocalObjectReference { Name = "shop-init" } },
                Extensions = ["vector", "pg_trgm"],
                Storage = new StorageSpec { Size = new ResourceQuantity("20Gi"), StorageClassName = "fast" },
                Resources = new V1ResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity> { ["memory"] = new("512Mi") },
                },
                Parameters = new Dictionary<string, string> { ["work_mem"] = "16MB", ["max_connections"] = "50" },
                SecurityContext = new V1PodSecurityContext { RunAsUser = 70, RunAsGroup = 70, FsGroup = 70 },
            },
        },
    };

    /// <summary>Every field that a builder has read since the first templates were pinned, by <see cref="Full"/>, which never changes.</summary>
    public static V1Alpha1MiniStack Later()
    {
        var stack = Full();
        stack.Metadata.Annotations["ministack.dev/migrateAgain"] = "2";
        stack.Spec.Api.Strategy = RolloutStrategy.Recreate;
        stack.Spec.Api.Migrate!.TimeoutSeconds = 600;
        stack.Spec.Api.Health = new HealthSpec
        {
            LivenessPath = "/livez",
            ReadinessPath = "/readyz",
            TimeoutSeconds = 7,
            PeriodSeconds = 20,
            FailureThreshold = 4,
            Scheme = ProbeScheme.Https,
            Host = "shop.example.com",
            Exec = new V1ExecAction { Command = ["check", "--alive"] },
        };
        stack.Spec.Api.NodeSelector = new Dictionary<string, string> { ["disk"] = "ssd" };
        stack.Spec.Api.Tolerations = [new V1Toleration { Key = "nvidia.com/gpu", OperatorProperty = "Exists", Effect = "NoSchedule" }];
        stack.Spec.Api.Affinity = Affinity("api");
        stack.Spec.Api.TopologySpreadConstraints =
        [
            new V1TopologySpreadConstraint { MaxSkew = 1, TopologyKey = "topology.kubernetes.io/zone", WhenUnsatisfiable = "ScheduleAnyway" },
            new V1TopologySpreadConstraint
            {
                MaxSkew = 2,
                TopologyKey = "kubernetes.io/hostname",
                WhenUnsatisfiable = "ScheduleAnyway",
                LabelSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["team"] = "shop" } },
            },
        ];
        stack.Spec.Api.PriorityClassName = "high";
        stack.Spec.Api.RuntimeClassName = "nvidia";
        stack.Spec.Api.PodMetadata = new PodMetadataSpec
        {
            Labels = new Dictionary<string, string> { ["team"] = "shop" },
            Annotations = new Dictionary<string, string>
            {
                ["linkerd.io/inject"] = "disabled",
                ["container.apparmor.security.beta.kubernetes.io/api"] = "runtime/default",
            },
        };
        stack.Spec.Database.NodeSelector = new Dictionary<string, string> { ["disk"] = "nvme" };
        stack.Spec.Database.Tolerations = [new V1Toleration { Key = "dedicated", OperatorProperty = "Equal", Value = "database" }];
        stack.Spec.Database.Affinity = Affinity("database");
        stack.Spec.Database.TopologySpreadConstraints =
            [new V1TopologySpreadConstraint { MaxSkew = 1, TopologyKey = "kubernetes.io/hostname", WhenUnsatisfiable = "ScheduleAnyway" }];
        stack.Spec.Database.PriorityClassName = "highest";
        stack.Spec.Database.RuntimeClassName = "kata";
        stack.Spec.Database.PodMetadata = new PodMetadataSpec
        {
            Labels = new Dictionary<string, string> { ["team"] = "data" },
            Annotations = new Dictionary<string, string>
            {
                ["example.com/scrape"] = "no",
                ["container.apparmor.security.beta.kubernetes.io/postgres"] = "runtime/default",
            },
        };
        return stack;

        static V1Affinity Affinity(string value) => new()
        {
            NodeAffinity = new V1NodeAffinity
            {
                RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
                {
                    NodeSelectorTerms =
                    [
                        new V1NodeSelectorTerm
                        {
                            MatchExpressions = [new V1NodeSelectorRequirement { Key = "pool", OperatorProperty = "In", Values = [value] }],
                        },
                    ],
                },
            },
            PodAntiAffinity = new V1PodAntiAffinity
            {
                RequiredDuringSchedulingIgnoredDuringExecution =
                [
                    new V1PodAffinityTerm
                    {
                        TopologyKey = "kubernetes.io/hostname",
                        LabelSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["ministack.dev/component"] = value } },
                    },
                ],
            },
        };
    }

    /// <summary>For each field, <see cref="Minimal"/> with the values that <see cref="Full"/> and <see cref="Later"/> have there.</summary>
    public static IEnumerable<(string Field, V1Alpha1MiniStack Stack)> BetweenMinimalAndFull()
    {
        foreach (var from in new[] { Full().Spec, Later().Spec })
        {
            foreach (var field in typeof(ApiSpec).GetProperties())
            {
                yield return (field.Name, With(spec => field.SetValue(spec.Api, field.GetValue(from.Api))));
            }

            foreach (var field in typeof(DatabaseSpec).GetProperties())
            {
                yield return (field.Name, With(spec => field.SetValue(spec.Database, field.GetValue(from.Database))));
            }

            foreach (var field in typeof(HealthSpec).GetProperties())
            {
                yield return (field.Name, With(spec => field.SetValue(spec.Api.Health, field.GetValue(from.Api.Health))));
            }
        }

        yield return ("Suspend", With(spec => spec.Suspend = true));
        yield return ("DeletionPolicy", With(spec => spec.DeletionPolicy = DeletionPolicy.Delete));
        foreach (var annotation in Full().Metadata.Annotations)
        {
            var stack = Minimal();
            stack.Metadata.Annotations = new Dictionary<string, string> { [annotation.Key] = annotation.Value };
            yield return (annotation.Key, stack);
        }
    }

    /// <summary><see cref="Minimal"/> after <paramref name="change"/>.</summary>
    public static V1Alpha1MiniStack With(Action<MiniStackSpec> change)
    {
        var stack = Minimal();
        change(stack.Spec);
        return stack;
    }
}
