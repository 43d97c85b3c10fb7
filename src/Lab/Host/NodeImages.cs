using MiniStack.Lab.Images;

namespace MiniStack.Lab.Host;

/// <summary>The images in the node's containerd.</summary>
internal sealed class NodeImages(HostRecord node)
{
    public async Task<bool> HasAsync(string reference, CancellationToken cancellationToken) =>
        (await DigestsAsync(cancellationToken).ConfigureAwait(false)).ContainsKey(reference);

    /// <summary>Imports what is not there yet with the same content.</summary>
    public async Task LoadAsync(IReadOnlyList<LabImage> images, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var present = await DigestsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var image in images)
        {
            if (present.TryGetValue(image.Reference, out var digest) && digest == ImageArchiveDigest.Read(image.ArchivePath))
                continue;
            progress.Report($"importing {image.Reference}");
            await CtrAsync(["images", "import", image.ArchivePath], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Dictionary<string, string>> DigestsAsync(CancellationToken cancellationToken)
    {
        var list = await CtrAsync(["images", "list"], cancellationToken).ConfigureAwait(false);
        // REF TYPE DIGEST SIZE ..., one image a line after the heading.
        return list.Split('\n')
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 2)
            .ToDictionary(fields => fields[0], fields => fields[2]);
    }

    private Task<string> CtrAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        NodeProcess.RunInsideAsync(node, "ctr", ["--address", NodeFiles.ContainerdSocket, "--namespace", "k8s.io", .. arguments], cancellationToken);
}
