using System.Globalization;
using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// The data volume. It is no volumeClaimTemplate of the StatefulSet, so that growth is one patch and an empty volume never appears by
/// itself, and it outlives the stack unless the deletion policy says otherwise.
/// </summary>
public static class DatabaseVolumeClaim
{
    /// <summary>
    /// The claim with the spec's version, user and database name annotated on it. These tell of the data only when the claim is new: apply
    /// it over a live claim whose annotations differ, and the record of what the volume holds is lost.
    /// </summary>
    public static V1PersistentVolumeClaim Build(V1Alpha1MiniStack stack)
    {
        var database = stack.Spec.Database;
        var metadata = ChildMetadata.Kept(stack, Names.DatabaseData(stack.Metadata.Name));
        metadata.Annotations[Annotations.DatabaseVersion] = database.Version.ToString(CultureInfo.InvariantCulture);
        metadata.Annotations[Annotations.DatabaseUser] = database.User;
        metadata.Annotations[Annotations.DatabaseName] = database.Name;
        return new V1PersistentVolumeClaim
        {
            ApiVersion = "v1",
            Kind = "PersistentVolumeClaim",
            Metadata = metadata,
            Spec = new V1PersistentVolumeClaimSpec
            {
                AccessModes = ["ReadWriteOnce"],
                StorageClassName = database.Storage.StorageClassName,
                Resources = new V1VolumeResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = database.Storage.Size },
                },
            },
        };
    }
}
