using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace MiniStack.Lab.Tests.Images;

/// <summary>Reads archives back, with the framework's own reader.</summary>
internal static class Tar
{
    public static Dictionary<string, (TarEntry Entry, byte[] Content)> ReadGzip(string path)
    {
        using var file = File.OpenRead(path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        return Read(gzip);
    }

    public static Dictionary<string, (TarEntry Entry, byte[] Content)> Read(Stream stream)
    {
        var entries = new Dictionary<string, (TarEntry, byte[])>();
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add(entry.Name, (entry, content.ToArray()));
        }

        return entries;
    }

    public static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));
}
