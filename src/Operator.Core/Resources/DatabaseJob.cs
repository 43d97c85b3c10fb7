using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>A Job that runs psql as the superuser, with the password of <see cref="DatabaseAdminSecret"/>, in the stack's database.</summary>
internal static class DatabaseJob
{
    /// <param name="stack">The stack.</param>
    /// <param name="jobName">The Job's.</param>
    /// <param name="target">What it brings about.</param>
    /// <param name="script">Run by a shell.</param>
    /// <param name="variables">Beside those of the connection.</param>
    public static V1Job Build(V1Alpha1MiniStack stack, string jobName, string target, string script, IEnumerable<V1EnvVar> variables)
    {
        var metadata = ChildMetadata.Owned(stack, jobName, Labels.JobComponent);
        metadata.Annotations = new Dictionary<string, string> { [Annotations.Target] = target };
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = metadata,
            Spec = new V1JobSpec
            {
                // The database may be away for long: the kubelet starts the container again for ever, and the Job never fails.
                BackoffLimit = int.MaxValue,
                Template = PodPlacement.OfJob(stack.Spec.Database, new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = Labels.Recommended(stack.Metadata.Name, Labels.JobComponent) },
                    Spec = new V1PodSpec
                    {
                        RestartPolicy = "OnFailure",
                        AutomountServiceAccountToken = false,
                        EnableServiceLinks = false,
                        SecurityContext = PostgresContainer.PodSecurity(stack.Spec.Database),
                        Containers = [Container(stack, script, variables)],
                        Volumes = [new V1Volume { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource() }],
                    },
                }),
            },
        };
    }

    private static V1Container Container(V1Alpha1MiniStack stack, string script, IEnumerable<V1EnvVar> variables) => PostgresContainer.Build("psql", stack.Spec.Database) with
    {
        Command = ["sh", "-c", script],
        Env =
        [
            new V1EnvVar { Name = "PGHOST", Value = Names.DatabaseHost(stack.Metadata.Name, stack.Metadata.NamespaceProperty) },
            new V1EnvVar { Name = "PGUSER", Value = DatabaseAdminSecret.Superuser },
            new V1EnvVar { Name = "PGDATABASE", Value = stack.Spec.Database.Name },
            // Where packets are dropped and not refused, nothing else would ever end the attempt.
            new V1EnvVar { Name = "PGCONNECT_TIMEOUT", Value = "10" },
            PostgresContainer.SecretVariable("PGPASSWORD", Names.DatabaseAdmin(stack.Metadata.Name), Names.PasswordKey),
            .. variables,
        ],
        // Some shells keep a here-document in a file.
        VolumeMounts = [new V1VolumeMount { Name = "tmp", MountPath = "/tmp" }],
    };
}
