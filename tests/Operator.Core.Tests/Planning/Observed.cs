using k8s.Models;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

/// <summary>Observed stacks in the states that tests speak of.</summary>
internal static class Observed
{
    public const string VolumeUid = "uid-of-the-volume";

    public static Credentials Credentials { get; } = new Credentials(
        new Password("pw", [.. Enumerable.Repeat((byte)1, 16)], IsRestored: false),
        DatabaseKnows: null,
        new Password("admin-pw", [.. Enumerable.Repeat((byte)2, 16)], IsRestored: false)).Known();

    /// <summary>Database and API are up.</summary>
    public static ObservedStack Ready()
    {
        var stack = Stacks.Minimal();
        stack.Metadata.Generation = 3;
        var volume = DatabaseVolumeClaim.Build(stack);
        volume.Metadata.Uid = VolumeUid;
        volume.Status = new V1PersistentVolumeClaimStatus
        {
            Capacity = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") },
        };
        return new ObservedStack(stack)
        {
            DatabaseSecret = DatabaseSecret.Build(stack, Credentials, VolumeUid),
            AdminSecret = DatabaseAdminSecret.Build(stack, Credentials, VolumeUid),
            Credentials = Credentials,
            Volume = volume,
            Database = Database(ready: 1),
            Api = Api(ready: 1),
        };
    }

    public static V1StatefulSet Database(int ready, int replicas = 1)
    {
        var set = PostgresStatefulSet.Build(Stacks.Minimal(), TemplateRevision.Current(ClusterCapabilities.Newest), "hash");
        set.Metadata.Generation = 1;
        set.Spec.Replicas = replicas;
        set.Status = new V1StatefulSetStatus
        {
            ObservedGeneration = 1,
            Replicas = replicas,
            ReadyReplicas = ready,
            CurrentRevision = "a",
            UpdateRevision = "a",
        };
        return set;
    }

    public static V1Deployment Api(int ready, int replicas = 1)
    {
        var deployment = ApiDeployment.Build(
            Stacks.Minimal(),
            new ApiRollout(TemplateRevision.Current(ClusterCapabilities.Newest), "hash", replicas, MigrationKey: null, Autoscaled: false));
        deployment.Metadata.Generation = 1;
        deployment.Status = new V1DeploymentStatus
        {
            ObservedGeneration = 1,
            Replicas = replicas,
            UpdatedReplicas = replicas,
            ReadyReplicas = ready,
            AvailableReplicas = ready,
        };
        return deployment;
    }
}
