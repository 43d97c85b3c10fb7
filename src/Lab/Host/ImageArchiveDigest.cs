using System.Formats.Tar;
using System.Text.Json;

namespace MiniStack.Lab.Host;

internal static class ImageArchiveDigest
{
    /// <summary>The digest that an OCI archive's image will have after its import (https://github.com/opencontainers/image-spec/blob/main/image-layout.md).</summary>
    /// <returns>Null for an archive of another kind.</returns>
    public static string? Read(string archivePath)
    {
        using var file = File.OpenRead(archivePath);
        using var tar = new TarReader(file);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name != "index.json" || entry.DataStream is not { } stream)
                continue;
            using var index = JsonDocument.Parse(stream);
            return index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString();
        }
        return null;
    }
}
