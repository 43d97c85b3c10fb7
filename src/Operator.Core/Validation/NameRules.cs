using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Validation;

/// <summary>
/// The fields that name an object of the cluster, or a key of one. What cannot be a name names nothing, and stands in the path of no request:
/// <c>../../other/secrets/one</c> would be another namespace's Secret.
/// </summary>
internal static class NameRules
{
    public static IEnumerable<string> Check(MiniStackSpec spec) => Names(spec)
        .Where(each => each.Value is not null && !each.Format.Matches(each.Value))
        .Select(each => each.Value!.Length == 0
            ? $"{each.Path} must name {each.What}, but is empty."
            : $"{each.Path} must name {each.What}: {each.Format.Words}; but it is {Quoted.Of(each.Value)}.");

    private static IEnumerable<Name> Names(MiniStackSpec spec) =>
    [
        .. (spec.Api.Env ?? []).SelectMany((each, i) => Variable($"spec.api.env[{i}].valueFrom", each.ValueFrom)),
        .. (spec.Api.EnvFrom ?? []).SelectMany((each, i) => Variables($"spec.api.envFrom[{i}]", each)),
        .. (spec.Api.ImagePullSecrets ?? []).Select((each, i) => Secret($"spec.api.imagePullSecrets[{i}].name", Unless(each.Name, ""))),
        .. (spec.Api.Volumes ?? []).SelectMany((each, i) => Volume($"spec.api.volumes[{i}]", each)),
        .. Ingress(spec.Api.Ingress),
        .. Claims("spec.api.resources.claims", spec.Api.Resources),
        Windows("spec.api", spec.Api.SecurityContext?.WindowsOptions),
        .. Classes("spec.api", spec.Api),
        .. Database(spec.Database),
    ];

    private static IEnumerable<Name> Variable(string path, V1EnvVarSource? source) =>
    [
        Secret($"{path}.secretKeyRef.name", source?.SecretKeyRef?.Name),
        Key($"{path}.secretKeyRef.key", source?.SecretKeyRef?.Key, "Secret"),
        ConfigMap($"{path}.configMapKeyRef.name", source?.ConfigMapKeyRef?.Name),
        Key($"{path}.configMapKeyRef.key", source?.ConfigMapKeyRef?.Key, "ConfigMap"),
        Label($"{path}.fileKeyRef.volumeName", source?.FileKeyRef?.VolumeName, "an entry of spec.api.volumes"),
    ];

    private static IEnumerable<Name> Variables(string path, V1EnvFromSource source) =>
    [
        Secret($"{path}.secretRef.name", source.SecretRef?.Name),
        ConfigMap($"{path}.configMapRef.name", source.ConfigMapRef?.Name),
    ];

    private static IEnumerable<Name> Ingress(IngressSpec? ingress) =>
    [
        Object("spec.api.ingress.className", ingress?.ClassName, "an IngressClass"),
        Secret("spec.api.ingress.tlsSecretName", ingress?.TlsSecretName),
    ];

    private static IEnumerable<Name> Claims(string path, V1ResourceRequirements? resources) =>
        (resources?.Claims ?? []).Select((each, i) => Label($"{path}[{i}].name", each.Name, "a claim"));

    private static Name Windows(string path, V1WindowsSecurityContextOptions? options) => Object(
        $"{path}.securityContext.windowsOptions.gmsaCredentialSpecName", options?.GmsaCredentialSpecName, "a GMSACredentialSpec");

    private static IEnumerable<Name> Classes(string path, IPlacedPods placed) =>
    [
        Object($"{path}.priorityClassName", placed.PriorityClassName, "a PriorityClass"),
        Object($"{path}.runtimeClassName", placed.RuntimeClassName, "a RuntimeClass"),
    ];

    private static IEnumerable<Name> Database(DatabaseSpec database) =>
    [
        Secret("spec.database.passwordSecretRef.name", database.PasswordSecretRef?.Name),
        Key("spec.database.passwordSecretRef.key", database.PasswordSecretRef?.Key, "Secret"),
        .. database.InitScripts is { } scripts
            ? [ConfigMap("spec.database.initScripts.configMapRef.name", scripts.ConfigMapRef.Name ?? "")]
            : Array.Empty<Name>(),
        StorageClass("spec.database.storage.storageClassName", database.Storage.StorageClassName),
        .. Claims("spec.database.resources.claims", database.Resources),
        Windows("spec.database", database.SecurityContext?.WindowsOptions),
        .. Classes("spec.database", database),
    ];

    private static IEnumerable<Name> Volume(string path, V1Volume volume) =>
    [
        Label($"{path}.name", Unless(volume.Name, ""), "the volume"),
        Secret($"{path}.secret.secretName", volume.Secret?.SecretName),
        .. Keys($"{path}.secret.items", volume.Secret?.Items, "Secret"),
        ConfigMap($"{path}.configMap.name", volume.ConfigMap?.Name),
        .. Keys($"{path}.configMap.items", volume.ConfigMap?.Items, "ConfigMap"),
        Object($"{path}.persistentVolumeClaim.claimName", volume.PersistentVolumeClaim?.ClaimName, "a PersistentVolumeClaim"),
        .. (volume.Projected?.Sources ?? []).SelectMany((each, i) => Source($"{path}.projected.sources[{i}]", each)),
        .. Ephemeral($"{path}.ephemeral.volumeClaimTemplate.spec", volume.Ephemeral?.VolumeClaimTemplate?.Spec),
        new Name($"{path}.csi.driver", volume.Csi?.Driver, "a CSIDriver", NameFormat.CsiDriver),
        Secret($"{path}.csi.nodePublishSecretRef.name", volume.Csi?.NodePublishSecretRef?.Name),
        Secret($"{path}.azureFile.secretName", volume.AzureFile?.SecretName),
        Secret($"{path}.cephfs.secretRef.name", volume.Cephfs?.SecretRef?.Name),
        Secret($"{path}.cinder.secretRef.name", volume.Cinder?.SecretRef?.Name),
        Secret($"{path}.flexVolume.secretRef.name", volume.FlexVolume?.SecretRef?.Name),
        Object($"{path}.glusterfs.endpoints", volume.Glusterfs?.Endpoints, "an Endpoints"),
        Secret($"{path}.iscsi.secretRef.name", volume.Iscsi?.SecretRef?.Name),
        Secret($"{path}.rbd.secretRef.name", volume.Rbd?.SecretRef?.Name),
        Secret($"{path}.scaleIO.secretRef.name", volume.ScaleIO?.SecretRef?.Name),
        Secret($"{path}.storageos.secretRef.name", volume.Storageos?.SecretRef?.Name),
    ];

    private static IEnumerable<Name> Source(string path, V1VolumeProjection source) =>
    [
        Secret($"{path}.secret.name", source.Secret?.Name),
        .. Keys($"{path}.secret.items", source.Secret?.Items, "Secret"),
        ConfigMap($"{path}.configMap.name", source.ConfigMap?.Name),
        .. Keys($"{path}.configMap.items", source.ConfigMap?.Items, "ConfigMap"),
        new Name($"{path}.clusterTrustBundle.name", source.ClusterTrustBundle?.Name, "a ClusterTrustBundle", NameFormat.TrustBundle),
    ];

    private static IEnumerable<Name> Ephemeral(string path, V1PersistentVolumeClaimSpec? claim) =>
    [
        StorageClass($"{path}.storageClassName", claim?.StorageClassName),
        Object($"{path}.volumeAttributesClassName", Unless(claim?.VolumeAttributesClassName, ""), "a VolumeAttributesClass"),
        Object($"{path}.volumeName", Unless(claim?.VolumeName, ""), "a PersistentVolume"),
        Object($"{path}.dataSource.name", claim?.DataSource?.Name, "an object"),
        Object($"{path}.dataSourceRef.name", claim?.DataSourceRef?.Name, "an object"),
        Label($"{path}.dataSourceRef.namespace", Unless(claim?.DataSourceRef?.NamespaceProperty, ""), "a namespace"),
    ];

    private static IEnumerable<Name> Keys(string path, IList<V1KeyToPath>? items, string kind) =>
        (items ?? []).Select((each, i) => Key($"{path}[{i}].key", each.Key, kind));

    private static Name Secret(string path, string? value) => Object(path, value, "a Secret");

    private static Name ConfigMap(string path, string? value) => Object(path, value, "a ConfigMap");

    /// <summary>The empty name stands for no class at all, as volumes have it that a person made.</summary>
    private static Name StorageClass(string path, string? value) => Object(path, Unless(value, ""), "a StorageClass");

    private static Name Object(string path, string? value, string what) => new(path, value, what, NameFormat.Subdomain);

    private static Name Label(string path, string? value, string what) => new(path, value, what, NameFormat.Label);

    private static Name Key(string path, string? value, string kind) => new(path, value, $"a key of the {kind}", NameFormat.Key);

    /// <returns>Null for the value that another rule judges, or that means nothing here.</returns>
    private static string? Unless(string? value, string other) => value == other ? null : value;

    /// <param name="Value">Null where there is none.</param>
    /// <param name="What">What is named, with its article.</param>
    private sealed record Name(string Path, string? Value, string What, NameFormat Format);
}
