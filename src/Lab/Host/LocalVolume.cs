using k8s.Models;

namespace MiniStack.Lab.Host;

/// <summary>A directory of the node as a PersistentVolume. Pure.</summary>
internal static class LocalVolume
{
    public const string Provisioner = "ministack.dev/local-volume";
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";

    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    /// <summary>Whether the claim waits for a volume of this class now: a class may want to wait for the first pod that uses the claim.</summary>
    public static bool IsWanted(V1PersistentVolumeClaim claim, V1StorageClass storageClass) =>
        claim.Metadata.DeletionTimestamp is null
        && claim.Spec.VolumeName is not { Length: > 0 }
        && claim.Spec.StorageClassName == storageClass.Metadata.Name
        && claim.Spec.VolumeMode is null or "Filesystem"
        && (storageClass.VolumeBindingMode != "WaitForFirstConsumer" || claim.Metadata.Annotations?.ContainsKey(SelectedNode) == true);

    public static bool IsReclaimable(V1PersistentVolume volume) =>
        IsOurs(volume) && volume.Status?.Phase == "Released" && volume.Spec.PersistentVolumeReclaimPolicy == "Delete" && volume.Metadata.DeletionTimestamp is null;

    public static bool MustGrow(V1PersistentVolume volume, V1PersistentVolumeClaim claim) =>
        IsOurs(volume)
        && claim.Spec.VolumeName == volume.Metadata.Name
        && claim.Status?.Phase == "Bound"
        && Storage(claim.Spec.Resources?.Requests) is { } wanted
        && (wanted > Storage(volume.Spec.Capacity) || wanted > Storage(claim.Status.Capacity));

    public static string NameFor(V1PersistentVolumeClaim claim) => "pvc-" + claim.Metadata.Uid;

    public static V1PersistentVolume Build(V1PersistentVolumeClaim claim, V1StorageClass storageClass, string nodeName, string path) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolume",
        Metadata = new V1ObjectMeta
        {
            Name = NameFor(claim),
            Annotations = new Dictionary<string, string> { [ProvisionedBy] = Provisioner },
        },
        Spec = new V1PersistentVolumeSpec
        {
            AccessModes = claim.Spec.AccessModes,
            Capacity = claim.Spec.Resources.Requests.Where(item => item.Key == "storage").ToDictionary(),
            ClaimRef = new V1ObjectReference
            {
                ApiVersion = "v1",
                Kind = "PersistentVolumeClaim",
                Name = claim.Metadata.Name,
                NamespaceProperty = claim.Metadata.NamespaceProperty,
                Uid = claim.Metadata.Uid,
            },
            Local = new V1LocalVolumeSource { Path = path },
            NodeAffinity = new V1VolumeNodeAffinity
            {
                Required = new V1NodeSelector
                {
                    NodeSelectorTerms =
                    [
                        new V1NodeSelectorTerm
                        {
                            MatchExpressions = [new V1NodeSelectorRequirement { Key = "kubernetes.io/hostname", OperatorProperty = "In", Values = [nodeName] }],
                        },
                    ],
                },
            },
            PersistentVolumeReclaimPolicy = storageClass.ReclaimPolicy ?? "Delete",
            StorageClassName = storageClass.Metadata.Name,
            VolumeMode = "Filesystem",
        },
    };

    private static bool IsOurs(V1PersistentVolume volume) =>
        volume.Metadata.Annotations is { } annotations && annotations.TryGetValue(ProvisionedBy, out var by) && by == Provisioner;

    private static decimal? Storage(IDictionary<string, ResourceQuantity>? resources) =>
        resources is not null && resources.TryGetValue("storage", out var quantity) ? quantity.ToDecimal() : null;
}
