using k8s.Models;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Validation;

/// <summary>
/// Volumes that a pod of a namespace can have of that namespace alone: the kinds of Pod Security <c>restricted</c>, and images. Any other, one
/// that is yet to come included, may be somebody else's data: a file server and a disk of the cloud ask for no namespace, and whoever may
/// make no PersistentVolume has no other way to them.
/// </summary>
internal static class VolumeKinds
{
    private static readonly HashSet<string> Allowed =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    /// <returns>As <see cref="PodSecurityBaseline.Violations"/>.</returns>
    public static IEnumerable<(string Field, string Words)> Violations(V1PodSpec pod, string ns) =>
        (pod.Volumes ?? []).SelectMany((volume, i) => Violations($"volumes[{i}]", volume, ns));

    private static IEnumerable<(string Field, string Words)> Violations(string path, V1Volume volume, string ns)
    {
        foreach (var property in CoreJson.Default.V1Volume.Properties)
        {
            if (property.Name != "name" && !Allowed.Contains(property.Name) && property.Get?.Invoke(volume) is not null)
            {
                yield return ($"{path}.{property.Name}", "must not be used");
            }
        }

        if (volume.Ephemeral?.VolumeClaimTemplate?.Spec?.DataSourceRef?.NamespaceProperty is { Length: > 0 } source && source != ns)
        {
            yield return (
                $"{path}.ephemeral.volumeClaimTemplate.spec.dataSourceRef.namespace", $"must be the stack's own namespace, but is {Quoted.Of(source)}");
        }
    }
}
