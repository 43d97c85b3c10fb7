using System.Formats.Tar;
using System.Text;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images.Debian;

/// <summary>
/// Turns package files into one layer, entry by entry: nothing is unpacked on disk, so it needs no root and keeps each file's owner.
/// Packages' install scripts do not run; what of their work matters is done here (users, the merged /usr, the certificate bundle).
/// The library cache of ldconfig is not needed: all libraries lie where the loader looks by itself.
/// </summary>
internal sealed class DebianFilesystem(DebianRecipe recipe, LayerWriter layer)
{
    private const string Certificates = "usr/share/ca-certificates/";
    private readonly SortedDictionary<string, byte[]> _certificates = new(StringComparer.Ordinal);

    public void AddSkeleton()
    {
        foreach (var link in UsrMerge.Links)
        {
            layer.AddDirectory("usr/" + link);
            layer.AddSymbolicLink(link, "usr/" + link);
        }

        foreach (var mountPoint in (string[])["dev", "proc", "sys", "run"])
            layer.AddDirectory(mountPoint);
        layer.AddDirectory("root", FileModes.Octal0700);
        layer.AddDirectory("tmp", FileModes.Octal1777);
        layer.AddDirectory("var/tmp", FileModes.Octal1777);
        layer.AddSymbolicLink("var/run", "/run");
        var (name, id, home, shell) = recipe.User;
        AddText("etc/passwd", $"""
            root:x:0:0:root:/root:/bin/sh
            {name}:x:{id}:{id}:{name}:{home}:{shell}
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

            """);
        AddText("etc/group", $"""
            root:x:0:
            {name}:x:{id}:
            nogroup:x:65534:

            """);
        foreach (var program in recipe.BusyboxLinks)
            layer.AddSymbolicLink("usr/bin/" + program, "busybox");
    }

    public Task AddPackageAsync(string file, CancellationToken cancellationToken)
        => Tool.StreamAsync("dpkg-deb", ["--fsys-tarfile", file], stream => Task.Run(() => AddTar(stream), cancellationToken), cancellationToken);

    /// <summary>Writes what came together from several packages.</summary>
    public void Complete()
    {
        if (_certificates.Count > 0)
            layer.AddFile("etc/ssl/certs/ca-certificates.crt", new MemoryStream([.. _certificates.Values.SelectMany(bytes => bytes)]));
    }

    // Directories are left to the layer, which adds them with their files.
    private void AddTar(Stream stream)
    {
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            var path = UsrMerge.PathOf(entry.Name);
            if (path.StartsWith(Certificates, StringComparison.Ordinal) && entry.DataStream is { } certificate)
                _certificates[path] = ReadAll(certificate);
            else if (entry.EntryType != TarEntryType.Directory && !UsrMerge.IsLink(path) && recipe.TakesFile(path))
                layer.AddEntry(path, entry, LinkTarget(entry));
        }

        // dpkg-deb fails with a broken pipe when what pads the end of the tar is left unread.
        stream.CopyTo(Stream.Null);
    }

    private static string? LinkTarget(TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.SymbolicLink => entry.LinkName,
        TarEntryType.HardLink => UsrMerge.PathOf(entry.LinkName),
        _ => null,
    };

    private static byte[] ReadAll(Stream stream)
    {
        var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private void AddText(string path, string text) => layer.AddFile(path, new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
