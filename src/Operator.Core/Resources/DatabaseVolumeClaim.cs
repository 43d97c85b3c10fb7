using System.Globalization;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// The data volume. It is no volumeClaimTemplate of the StatefulSet, so that growth is one patch and an empty volume never appears by
/// itself, and it outlives the stack unless the deletion policy says otherwise.
/// </summary>
public static class DatabaseVolumeClaim
{
    /// <summary>
    /// The claim with the spec's user and database name annotated on it. These tell of the data only when the claim is new: apply it over a
    /// live claim whose annotations differ, and the record of what the volume holds is lost.
    /// </summary>
    /// <param name="stack">The stack.</param>
    /// <param name="live">The claim as it is, null where there is none: what was written down of its data stays.</param>
    /// <param name="dataVersion">The major version that the data was found to be of; null where nothing new is known.</param>
    /// <param name="extensions">The extensions that it has now; null where nothing new is known.</param>
    public static V1PersistentVolumeClaim Build(V1Alpha1MiniStack stack, V1PersistentVolumeClaim? live = null, int? dataVersion = null, string? extensions = null)
    {
        var database = stack.Spec.Database;
        var metadata = ChildMetadata.Kept(stack, Names.DatabaseData(stack.Metadata.Name));
        foreach (var key in new[] { Annotations.DataVersion, Annotations.DatabaseVersion, Annotations.DatabaseExtensions })
        {
            if (live?.Metadata.Annotation(key) is { } known)
            {
                metadata.Annotations[key] = known;
            }
        }

        if (dataVersion is { } version)
        {
            metadata.Annotations[Annotations.DataVersion] = version.ToString(CultureInfo.InvariantCulture);
        }

        if (extensions is not null)
        {
            metadata.Annotations[Annotations.DatabaseExtensions] = extensions;
        }

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
