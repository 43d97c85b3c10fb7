using MiniStack.Lab.ControlPlane;
namespace MiniStack.Lab.Images.Oci;

/// <summary>Layers on disk, found again by a key of what they were made from. Safe for several processes at once.</summary>
internal sealed class LayerCache(string directory)
{
    private const int KeptPerName = 2;

    /// <summary>The layer of this key; <paramref name="write"/> makes it where there is none yet.</summary>
    public async Task<Layer> GetAsync(string name, string key, Func<LayerWriter, Task> write, CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.AcquireAsync(Path.Combine(directory, $"{name}.lock"), cancellationToken: cancellationToken);
        var path = Path.Combine(directory, $"{name}-{key}.tar.gz");
        return Read(path) ?? await WriteAsync(name, path, write);
    }

    private static string DigestsOf(string path) => path + ".digests";

    private static Layer? Read(string path)
    {
        if (!File.Exists(path) || !File.Exists(DigestsOf(path)))
            return null;
        return File.ReadAllLines(DigestsOf(path)) is [var digest, var diffId, var size] && new FileInfo(path).Length.ToString() == size
            ? new Layer(path, digest, diffId, long.Parse(size))
            : null;
    }

    private async Task<Layer> WriteAsync(string name, string path, Func<LayerWriter, Task> write)
    {
        var partial = Path.Combine(directory, $"{name}.partial");
        try
        {
            Layer layer;
            using (var file = File.Create(partial))
            using (var writer = new LayerWriter(file))
            {
                await write(writer);
                var (digest, diffId, size) = writer.Finish();
                layer = new Layer(path, digest, diffId, size);
            }

            File.Move(partial, path, overwrite: true);
            File.WriteAllLines(DigestsOf(path), [layer.Digest, layer.DiffId, layer.Size.ToString()]);
            foreach (var old in OldFiles.In(directory, $"{name}-????????????????.tar.gz", KeptPerName))
            {
                File.Delete(DigestsOf(old));
                File.Delete(old);
            }

            return layer;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
