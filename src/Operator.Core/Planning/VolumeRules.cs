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
        var name = stack.Metadata.Name;
        var claim = Names.DatabaseData(name);
        var secrets = $"{Names.Database(name)} {Names.DatabaseAdmin(name)}";
        string?[] recorded =
        [
            observed.DatabaseSecret?.Metadata.Annotation(Annotations.VolumeUid),
            observed.AdminSecret?.Metadata.Annotation(Annotations.VolumeUid),
        ];
        if (observed.IsVolumeLeaving)
        {
            return Lost(
                $"PersistentVolumeClaim {claim} with the data of this stack was deleted; it goes as soon as no pod uses it.",
                // Without the passwords, since those of the next database are others.
                $"Save the rows first: kubectl exec {Names.DatabasePod(name)} -- pg_dumpall -U {DatabaseAdminSecret.Superuser} --no-role-passwords > rows.sql; "
                + $"let the claim go: kubectl delete pod {Names.DatabasePod(name)}; begin with an empty database: kubectl delete secret {secrets}; "
                + $"and load them: kubectl exec -i {Names.DatabasePod(name)} -- psql -U {DatabaseAdminSecret.Superuser} < rows.sql");
        }

        if (observed.Volume is not { } volume)
        {
            return recorded.All(uid => uid is null)
                ? VersionRules.FindProblem(observed)
                : Lost(
                    $"PersistentVolumeClaim {claim} with the data of this stack is gone.",
                    $"Restore the claim from a backup, or start empty: kubectl delete secret {secrets}");
        }

        if (recorded.Any(uid => uid is not null && uid != volume.Metadata.Uid))
        {
            return Lost(
                $"PersistentVolumeClaim {claim} is not the one that held the data of this stack.",
                $"To use it as it is: kubectl annotate secret {secrets} {Annotations.VolumeUid}-");
        }

        if (observed.DatabaseSecret is null && observed.AdminSecret is null)
        {
            var admin = Names.DatabaseAdmin(name);
            return new Finding(
                Labels.DatabaseComponent,
                FindingCodes.CredentialsLost,
                $"Secrets {Names.Database(name)} and {admin} are gone, while PersistentVolumeClaim {claim} holds a database that has their passwords.",
                $"Restore either from a backup, or give the superuser a new password: kubectl create secret generic {admin} "
                + $"--from-literal=password=NEW && kubectl label secret {admin} {Labels.Stack}={name}");
        }

        return VersionRules.FindProblem(observed) ?? FindMismatch(stack, volume) ?? FindChange(stack, volume);
    }

    /// <summary>What a claim can't be changed to. CEL refuses most of it at admission, on clusters that know it.</summary>
    private static Finding? FindChange(V1Alpha1MiniStack stack, V1PersistentVolumeClaim volume)
    {
        var wanted = stack.Spec.Database.Storage;
        var name = volume.Metadata.Name;
        if (SizeOf(volume) is { } size && wanted.Size.ToDouble() < size.ToDouble())
        {
            return Refused(
                $"spec.database.storage.size must not be less than the {size} that PersistentVolumeClaim {name} has, but is {wanted.Size}.",
                $"Set it to {size} or more.");
        }

        if (wanted.StorageClassName is { } storageClass && volume.Spec.StorageClassName is { } made && storageClass != made)
        {
            return Refused(
                $"spec.database.storage.storageClassName can't be changed: PersistentVolumeClaim {name} has {made}, not {storageClass}.",
                $"Set it to {made}.");
        }

        return null;

        static Finding Refused(string message, string hint) =>
            new(Labels.DatabaseComponent, FindingCodes.InvalidSpec, message, hint);
    }

    public static bool IsGrowth(V1Alpha1MiniStack stack, V1PersistentVolumeClaim live) =>
        SizeOf(live) is { } size && stack.Spec.Database.Storage.Size.ToDouble() > size.ToDouble();

    /// <param name="refusal">What the API server said.</param>
    public static Finding CannotGrow(V1Alpha1MiniStack stack, V1PersistentVolumeClaim live, string refusal) => new(
        Labels.DatabaseComponent,
        FindingCodes.ExpansionUnsupported,
        $"PersistentVolumeClaim {live.Metadata.Name} can't grow from {SizeOf(live)} to {stack.Spec.Database.Storage.Size}: {refusal}",
        $"Set spec.database.storage.size back to {SizeOf(live)}, or let StorageClass {live.Spec.StorageClassName} expand: allowVolumeExpansion: true");

    private static ResourceQuantity? SizeOf(V1PersistentVolumeClaim volume) =>
        volume.Spec.Resources?.Requests is { } requests && requests.TryGetValue("storage", out var size) ? size : null;

    private static Finding Lost(string message, string hint) =>
        new(Labels.DatabaseComponent, FindingCodes.DataVolumeLost, message, hint);

    private static Finding? FindMismatch(V1Alpha1MiniStack stack, V1PersistentVolumeClaim volume)
    {
        var database = stack.Spec.Database;
        (string Annotation, string Field, string Wanted)[] facts =
        [
            (Annotations.DatabaseUser, "user", database.User),
            (Annotations.DatabaseName, "name", database.Name),
        ];
        foreach (var (annotation, field, wanted) in facts)
        {
            if (volume.Metadata.Annotation(annotation) is { } made && made != wanted)
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
}
