using System.Text.Json;
using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Lab.ControlPlane;

namespace MiniStack.Lab.Host;

/// <summary>
/// Gives claims of our StorageClasses a directory of this node, and takes it back. As <c>local</c> volumes, so that the kubelet applies
/// fsGroup as on a cloud's disk, which it does not for <c>hostPath</c>.
/// </summary>
internal sealed class StorageProvisioner(ApiClient api, string nodeName, string directory)
{
    private static readonly ApiPath Claims = Resources.Claims.Collection(null);
    private static readonly ApiPath Volumes = Resources.Volumes.Collection(null);
    private static readonly ApiPath Classes = Resources.StorageClasses.Collection(null);

    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;

    public Task RunAsync(CancellationToken cancellationToken) =>
        new ApiWatcher("local-volume", api, [Claims, Volumes, Classes]).RunAsync(ReconcileAsync, cancellationToken);

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var classes = (await api.GetAsync(Classes, ApiJson.Default.V1StorageClassList, cancellationToken).ConfigureAwait(false))
            .Items.Where(item => item.Provisioner == LocalVolume.Provisioner).ToList();
        var claims = (await api.GetAsync(Claims, ApiJson.Default.V1PersistentVolumeClaimList, cancellationToken).ConfigureAwait(false)).Items;
        var volumes = (await api.GetAsync(Volumes, ApiJson.Default.V1PersistentVolumeList, cancellationToken).ConfigureAwait(false)).Items;

        foreach (var claim in claims)
        {
            if (classes.FirstOrDefault(item => LocalVolume.IsWanted(claim, item)) is { } storageClass)
                await ProvisionAsync(claim, storageClass, cancellationToken).ConfigureAwait(false);
            if (volumes.FirstOrDefault(item => LocalVolume.MustGrow(item, claim)) is { } volume)
                await GrowAsync(volume, claim, cancellationToken).ConfigureAwait(false);
        }
        foreach (var volume in volumes.Where(LocalVolume.IsReclaimable))
            await ReclaimAsync(volume, cancellationToken).ConfigureAwait(false);
    }

    private async Task ProvisionAsync(V1PersistentVolumeClaim claim, V1StorageClass storageClass, CancellationToken cancellationToken)
    {
        var path = PathOf(LocalVolume.NameFor(claim));
        Directory.CreateDirectory(path);
        // The umask does not count here. A pod without fsGroup that does not run as root can use the volume too.
        File.SetUnixFileMode(path, Everyone);
        var volume = JsonSerializer.Serialize(LocalVolume.Build(claim, storageClass, nodeName, path), ApiJson.Default.V1PersistentVolume);
        await api.EnsureAsync(Resources.Volumes, null, LocalVolume.NameFor(claim), volume, cancellationToken).ConfigureAwait(false);
        NodeLog.Write($"Provisioned {path} for the claim {claim.Metadata.NamespaceProperty}/{claim.Metadata.Name}");
    }

    // A directory has no size: only what the objects say changes.
    private async Task GrowAsync(V1PersistentVolume volume, V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        var capacity = $$"""{"capacity": {"storage": "{{claim.Spec.Resources.Requests["storage"]}}"} }""";
        await api.MergeAsync(Resources.Volumes.Item(null, volume.Metadata.Name), $$"""{"spec": {{capacity}} }""", cancellationToken).ConfigureAwait(false);
        await api.MergeAsync(
            Resources.Claims.Item(claim.Metadata.NamespaceProperty, claim.Metadata.Name, "status"),
            $$"""{"status": {{capacity}} }""", cancellationToken).ConfigureAwait(false);
        NodeLog.Write($"Grew the claim {claim.Metadata.NamespaceProperty}/{claim.Metadata.Name}");
    }

    private async Task ReclaimAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        var path = PathOf(volume.Metadata.Name);
        // Anyone may have edited the object: nothing but the directory made for it is ever deleted.
        if (volume.Spec.Local?.Path != path)
            return;
        try
        {
            OwnDirectory.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something is mounted in it, say: the next change tries again, and no other volume waits for this one.
            NodeLog.Write($"Could not reclaim {path}: {e.Message}");
            return;
        }

        await api.DeleteAsync(Resources.Volumes.Item(null, volume.Metadata.Name), cancellationToken).ConfigureAwait(false);
        NodeLog.Write($"Reclaimed {path}");
    }

    private string PathOf(string volumeName) => Path.Combine(directory, volumeName);
}
