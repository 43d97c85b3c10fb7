using System.Globalization;
using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>What keeps rows safe: when a stack must not touch, or must not silently replace, its data volume.</summary>
public static class VolumeRules
{
    /// <returns>The reason to apply nothing at all; null when all is well.</returns>
    public static Finding? FindProblem(ObservedStack observed)
    {
        var stack = observed.Stack;
        var claim = Names.DatabaseData(stack.Metadata.Name);
        var recorded = Annotation(observed.DatabaseSecret?.Metadata, Annotations.VolumeUid);
        if (observed.Volume is not { } volume)
        {
            return recorded is null
                ? null
                : new Finding(
                    "database",
                    FindingCodes.DataVolumeLost,
                    $"PersistentVolumeClaim {claim} with the data of this stack is gone.",
                    $"Restore the claim from a backup, or start empty: kubectl delete secret {Names.Database(stack.Metadata.Name)} {Names.DatabaseAdmin(stack.Metadata.Name)}");
        }

        if (recorded is not null && recorded != volume.Metadata.Uid)
        {
            return new Finding(
                "database",
                FindingCodes.DataVolumeLost,
                $"PersistentVolumeClaim {claim} is not the one that held the data of this stack.",
                $"To use it as it is: kubectl annotate secret {Names.Database(stack.Metadata.Name)} {Annotations.VolumeUid}-");
        }

        if (observed.DatabaseSecret is null || observed.AdminSecret is null)
        {
            var missing = observed.DatabaseSecret is null ? Names.Database(stack.Metadata.Name) : Names.DatabaseAdmin(stack.Metadata.Name);
            return new Finding(
                "database",
                FindingCodes.CredentialsLost,
                $"Secret {missing} is gone, while PersistentVolumeClaim {claim} holds a database that expects its password.",
                $"Restore Secret {missing} from a backup.");
        }

        return FindMismatch(stack, volume);
    }

    private static Finding? FindMismatch(V1Alpha1MiniStack stack, V1PersistentVolumeClaim volume)
    {
        var database = stack.Spec.Database;
        (string Annotation, string Field, string Wanted)[] facts =
        [
            (Annotations.DatabaseVersion, "version", database.Version.ToString(CultureInfo.InvariantCulture)),
            (Annotations.DatabaseUser, "user", database.User),
            (Annotations.DatabaseName, "name", database.Name),
        ];
        foreach (var (annotation, field, wanted) in facts)
        {
            if (Annotation(volume.Metadata, annotation) is { } made && made != wanted)
            {
                return new Finding(
                    "database",
                    FindingCodes.DataDirectoryIncompatible,
                    $"PersistentVolumeClaim {volume.Metadata.Name} was made with spec.database.{field} {made}, not {wanted}; the data is untouched.",
                    $"Set spec.database.{field} to {made}.");
            }
        }

        return null;
    }

    private static string? Annotation(V1ObjectMeta? metadata, string key) =>
        metadata?.Annotations is { } annotations && annotations.TryGetValue(key, out var value) ? value : null;
}
