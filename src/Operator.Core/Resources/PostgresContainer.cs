using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>What all containers of the database's image have in common.</summary>
/// <remarks>A part of the pod template: changing it is a new <see cref="TemplateRevision"/>.</remarks>
internal static class PostgresContainer
{
    /// <summary>The postgres user and group of the official image.</summary>
    private const long PostgresId = 999;

    public static V1Container Build(string name, DatabaseSpec database) => new()
    {
        Name = name,
        Image = DatabaseImage.Of(database),
        ImagePullPolicy = "IfNotPresent",
        // A quota refuses a pod with a container that has none; the request of a pod is the largest of its init containers', not their sum.
        Resources = database.Resources,
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
            ReadOnlyRootFilesystem = true,
        },
        TerminationMessagePolicy = "FallbackToLogsOnError",
    };

    public static V1PodSecurityContext PodSecurity(DatabaseSpec database)
    {
        var own = database.SecurityContext ?? new V1PodSecurityContext();
        return own with
        {
            RunAsUser = own.RunAsUser ?? PostgresId,
            RunAsGroup = own.RunAsGroup ?? PostgresId,
            FsGroup = own.FsGroup ?? PostgresId,
            // Without it, every start walks the whole volume to change its group.
            FsGroupChangePolicy = own.FsGroupChangePolicy ?? "OnRootMismatch",
            RunAsNonRoot = own.RunAsNonRoot ?? true,
            SeccompProfile = own.SeccompProfile ?? new V1SeccompProfile { Type = "RuntimeDefault" },
        };
    }

    public static V1EnvVar SecretVariable(string name, string secret, string key) => new()
    {
        Name = name,
        ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret, Key = key } },
    };
}
