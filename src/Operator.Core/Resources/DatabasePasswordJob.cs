using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// Gives the database the app role's new password. It logs in as the superuser, with the password of <see cref="DatabaseAdminSecret"/>,
/// where the verifier lies as well: the new password itself never goes over the connection.
/// </summary>
public static class DatabasePasswordJob
{
    /// <param name="stack">The stack.</param>
    /// <param name="fingerprint">Fingerprint of the new password.</param>
    public static V1Job Build(V1Alpha1MiniStack stack, string fingerprint)
    {
        var name = stack.Metadata.Name;
        var metadata = ChildMetadata.Owned(stack, Names.DatabasePassword(name), Labels.JobComponent);
        metadata.Annotations = new Dictionary<string, string> { [Annotations.Target] = fingerprint };
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
                    Metadata = new V1ObjectMeta { Labels = Labels.Recommended(name, Labels.JobComponent) },
                    Spec = new V1PodSpec
                    {
                        RestartPolicy = "OnFailure",
                        AutomountServiceAccountToken = false,
                        EnableServiceLinks = false,
                        SecurityContext = PostgresContainer.PodSecurity(stack.Spec.Database),
                        Containers = [Container(stack, fingerprint)],
                        Volumes = [new V1Volume { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource() }],
                    },
                }),
            },
        };
    }

    private static V1Container Container(V1Alpha1MiniStack stack, string fingerprint) => PostgresContainer.Build("psql", stack.Spec.Database) with
    {
        Command = ["sh", "-c", InitScripts.ChangeAppPassword],
        Env =
        [
            new V1EnvVar { Name = "PGHOST", Value = Names.DatabaseHost(stack.Metadata.Name, stack.Metadata.NamespaceProperty) },
            new V1EnvVar { Name = "PGUSER", Value = DatabaseAdminSecret.Superuser },
            new V1EnvVar { Name = "PGDATABASE", Value = stack.Spec.Database.Name },
            // Where packets are dropped and not refused, nothing else would ever end the attempt.
            new V1EnvVar { Name = "PGCONNECT_TIMEOUT", Value = "10" },
            PostgresContainer.SecretVariable("PGPASSWORD", Names.DatabaseAdmin(stack.Metadata.Name), Names.PasswordKey),
            PostgresContainer.SecretVariable(InitScripts.VerifierVariable, Names.DatabaseAdmin(stack.Metadata.Name), DatabaseAdminSecret.VerifierKey(fingerprint)),
            new V1EnvVar { Name = InitScripts.UserVariable, Value = stack.Spec.Database.User },
        ],
        // Some shells keep a here-document in a file.
        VolumeMounts = [new V1VolumeMount { Name = "tmp", MountPath = "/tmp" }],
    };
}
