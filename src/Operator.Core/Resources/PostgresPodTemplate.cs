using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The database's pod, by revision.</summary>
internal static class PostgresPodTemplate
{
    public static V1PodTemplateSpec Build(V1Alpha1MiniStack stack, TemplateRevision revision, string superuserHash) => PodPlacement.Of(
        stack.Spec.Database, Template(stack, revision, superuserHash), Labels.Selector(stack.Metadata.Name, Labels.DatabaseComponent));

    private static V1PodTemplateSpec Template(V1Alpha1MiniStack stack, TemplateRevision revision, string superuserHash) => revision.Number switch
    {
        1 => First(stack, superuserHash),
        2 => Second(stack, superuserHash),
        _ => throw new ArgumentOutOfRangeException(nameof(revision), revision, "This build does not know the template."),
    };

    private static V1PodTemplateSpec First(V1Alpha1MiniStack stack, string superuserHash)
    {
        var name = stack.Metadata.Name;
        var database = stack.Spec.Database;
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = Labels.Recommended(name, Labels.DatabaseComponent),
                Annotations = new Dictionary<string, string> { [Annotations.SuperuserHash] = superuserHash },
            },
            Spec = new V1PodSpec
            {
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                SecurityContext = PostgresContainer.PodSecurity(database),
                // Fast shutdown disconnects the clients at once; what takes time is the last checkpoint.
                TerminationGracePeriodSeconds = 120,
                InitContainers = [InitContainer(name, database)],
                Containers = [Container(name, database)],
                Volumes = Volumes(name, database),
            },
        };
    }

    /// <summary>The first start is the init container's alone. A server that finds no database fails, and makes none.</summary>
    private static V1PodTemplateSpec Second(V1Alpha1MiniStack stack, string superuserHash)
    {
        var template = First(stack, superuserHash);
        var name = stack.Metadata.Name;
        var database = stack.Spec.Database;
        var first = template.Spec.Containers[0];
        var own = database.InitScripts?.ConfigMapRef.Name;
        List<V1VolumeMount> mounts = [.. first.VolumeMounts.Where(mount => mount.Name != "init")];
        template.Spec.InitContainers =
        [
            template.Spec.InitContainers[0] with
            {
                Args = Literal(template.Spec.InitContainers[0].Args),
                Command = ["sh", "-c", FirstStart.Prepare, Names.PrepareContainer],
                Env =
                [
                    .. first.Env,
                    .. template.Spec.InitContainers[0].Env.Where(variable => first.Env.All(each => each.Name != variable.Name)),
                    // From there, since whoever says of a running database which it is need not have it restarted.
                    new V1EnvVar
                    {
                        Name = FirstStart.VersionVariable,
                        ValueFrom = new V1EnvVarSource
                        {
                            ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = Names.Database(name), Key = DatabaseConfigMap.VersionKey, Optional = true },
                        },
                    },
                ],
                VolumeMounts =
                [
                    .. mounts,
                    new V1VolumeMount { Name = "init", MountPath = FirstStart.ScriptsPath },
                    .. own is null ? [] : new[] { new V1VolumeMount { Name = "init-scripts", MountPath = FirstStart.UserScriptsPath, ReadOnlyProperty = true } },
                ],
            },
        ];
        template.Spec.Containers =
        [
            first with
            {
                Args = Literal(first.Args),
                Env =
                [
                    DataDirectory(),
                    // For whoever opens a shell in the container.
                    new V1EnvVar { Name = "POSTGRES_USER", Value = DatabaseAdminSecret.Superuser },
                    new V1EnvVar { Name = "POSTGRES_DB", Value = database.Name },
                    // With no password and no trust, the contract of the official image is to refuse an empty directory.
                    new V1EnvVar { Name = "POSTGRES_PASSWORD" },
                    new V1EnvVar { Name = "POSTGRES_HOST_AUTH_METHOD", Value = "scram-sha-256" },
                ],
                VolumeMounts = mounts,
            },
        ];
        template.Spec.Volumes =
        [
            .. Volumes(name, database).Where(volume => volume.Name != "init"),
            new V1Volume { Name = "init", EmptyDir = new V1EmptyDirVolumeSource() },
            .. own is null ? [] : new[] { new V1Volume { Name = "init-scripts", ConfigMap = new V1ConfigMapVolumeSource { Name = own, Optional = true } } },
        ];
        return template;
    }

    /// <remarks>It has the parameters too: without max_prepared_transactions, no server recovers data that holds such a transaction.</remarks>
    private static V1Container InitContainer(string stack, DatabaseSpec database) => PostgresContainer.Build(Names.PrepareContainer, database) with
    {
        Command = ["sh", "-c", InitScripts.PrepareVolume, "prepare"],
        Args = Settings(database.Parameters),
        Env =
        [
            DataDirectory(),
            PostgresContainer.SecretVariable("POSTGRES_PASSWORD", Names.DatabaseAdmin(stack), Names.PasswordKey),
            PostgresContainer.SecretVariable(InitScripts.SecretHashVariable, Names.DatabaseAdmin(stack), DatabaseAdminSecret.FingerprintKey),
            new V1EnvVar
            {
                Name = InitScripts.SuperuserHashVariable,
                ValueFrom = new V1EnvVarSource
                {
                    FieldRef = new V1ObjectFieldSelector { FieldPath = $"metadata.annotations['{Annotations.SuperuserHash}']" },
                },
            },
        ],
        VolumeMounts = [new V1VolumeMount { Name = "data", MountPath = InitScripts.VolumePath }],
    };

    private static V1Container Container(string stack, DatabaseSpec database) => PostgresContainer.Build(Names.DatabaseContainer, database) with
    {
        // Null, and with it the image's own command, unless there are parameters.
        Args = Settings(database.Parameters) is { } settings ? ["postgres", .. settings] : null,
        Ports = [new V1ContainerPort { Name = "postgres", ContainerPort = Names.DatabasePort, Protocol = "TCP" }],
        Env =
        [
            DataDirectory(),
            new V1EnvVar { Name = "POSTGRES_USER", Value = DatabaseAdminSecret.Superuser },
            PostgresContainer.SecretVariable("POSTGRES_PASSWORD", Names.DatabaseAdmin(stack), Names.PasswordKey),
            new V1EnvVar { Name = "POSTGRES_DB", Value = database.Name },
            // Without --auth-host, initdb lets everybody in from the pod's own 127.0.0.1, where a port-forward arrives.
            new V1EnvVar { Name = "POSTGRES_INITDB_ARGS", Value = "--auth-host=scram-sha-256 --data-checksums" },
            new V1EnvVar { Name = "POSTGRES_HOST_AUTH_METHOD", Value = "scram-sha-256" },
            PostgresContainer.SecretVariable(InitScripts.UserVariable, Names.Database(stack), "username"),
            PostgresContainer.SecretVariable(InitScripts.PasswordVariable, Names.Database(stack), Names.PasswordKey),
        ],
        Lifecycle = new V1Lifecycle
        {
            // The official image asks for SIGINT, which is the fast shutdown; an image that does not gets SIGTERM, and Postgres would wait for
            // its clients to leave until it is killed. -W returns at once, and either signal after it changes nothing.
            PreStop = new V1LifecycleHandler { Exec = new V1ExecAction { Command = ["pg_ctl", "stop", "-m", "fast", "-W"] } },
        },
        StartupProbe = Probe(IsReady(database), periodSeconds: 2, failureThreshold: 1800),
        ReadinessProbe = Probe(IsReady(database), periodSeconds: 5, failureThreshold: 2),
        // pg_isready's 1 is a server that turns clients away while it recovers or stops; a restart would only start that anew. 2 is no answer.
        LivenessProbe = Probe(
            ["sh", "-c", $"{string.Join(' ', IsReady(database))}; [ $? -ne 2 ]"], periodSeconds: 10, failureThreshold: 6),
        VolumeMounts =
        [
            new V1VolumeMount { Name = "data", MountPath = InitScripts.VolumePath },
            new V1VolumeMount { Name = "init", MountPath = "/docker-entrypoint-initdb.d", ReadOnlyProperty = true },
            new V1VolumeMount { Name = "run", MountPath = "/var/run/postgresql" },
            new V1VolumeMount { Name = "tmp", MountPath = "/tmp" },
            new V1VolumeMount { Name = "shm", MountPath = "/dev/shm" },
        ],
    };

    /// <summary>Below the volume's root, which may hold <c>lost+found</c>.</summary>
    private static V1EnvVar DataDirectory() => new() { Name = "PGDATA", Value = $"{InitScripts.VolumePath}/pgdata" };

    private static List<string>? Settings(IDictionary<string, string>? parameters) =>
        parameters is not { Count: > 0 }
            ? null
            : [.. parameters.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => new[] { "-c", $"{p.Key}={p.Value}" })];

    /// <summary>A node puts variables in the place of what looks like one, and takes two signs for one.</summary>
    private static List<string>? Literal(IEnumerable<string>? arguments) =>
        arguments is null ? null : [.. arguments.Select(each => each.Replace("$", "$$", StringComparison.Ordinal))];

    /// <summary>Over TCP, since during the init scripts the server listens on its socket alone.</summary>
    private static string[] IsReady(DatabaseSpec database) =>
        ["pg_isready", "-h", "127.0.0.1", "-U", DatabaseAdminSecret.Superuser, "-d", database.Name];

    private static V1Probe Probe(string[] command, int periodSeconds, int failureThreshold) => new()
    {
        Exec = new V1ExecAction { Command = command },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = 5,
        FailureThreshold = failureThreshold,
    };

    private static List<V1Volume> Volumes(string stack, DatabaseSpec database)
    {
        List<V1VolumeProjection> scripts =
        [
            new V1VolumeProjection { ConfigMap = new V1ConfigMapProjection { Name = Names.Database(stack) } },
        ];
        if (database.InitScripts is { } own)
        {
            scripts.Add(new V1VolumeProjection { ConfigMap = new V1ConfigMapProjection { Name = own.ConfigMapRef.Name } });
        }

        return
        [
            new V1Volume
            {
                Name = "data",
                PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = Names.DatabaseData(stack) },
            },
            new V1Volume { Name = "init", Projected = new V1ProjectedVolumeSource { Sources = scripts } },
            new V1Volume { Name = "run", EmptyDir = new V1EmptyDirVolumeSource() },
            new V1Volume { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource() },
            // The runtime's own /dev/shm has 64 MiB, too little for parallel queries. It counts as memory only where it is used.
            new V1Volume { Name = "shm", EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory", SizeLimit = new ResourceQuantity("1Gi") } },
        ];
    }
}
