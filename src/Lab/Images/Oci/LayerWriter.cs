using System.Formats.Tar;
using System.IO.Compression;

namespace MiniStack.Lab.Images.Oci;

/// <summary>
/// Writes the tar of one layer. Same calls, same bytes: every entry carries the same time and numeric owners, and the GNU format is used,
/// since .NET puts its process id into the names of pax headers. Parent directories are added as root's, 0755; a directory that is there
/// already stays as it was first written.
/// </summary>
internal sealed class LayerWriter : IDisposable
{
    private readonly HashingStream _compressed;
    private readonly GZipStream _gzip;
    private readonly HashingStream _plain;
    private readonly TarWriter _tar;
    private readonly HashSet<string> _written = [];

    public LayerWriter(Stream destination)
    {
        _compressed = new HashingStream(destination);
        _gzip = new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true);
        _plain = new HashingStream(_gzip);
        _tar = new TarWriter(_plain, TarEntryFormat.Gnu, leaveOpen: true);
    }

    public void AddDirectory(string path, UnixFileMode mode = FileModes.Octal0755, int owner = 0)
        => Add(TarEntryType.Directory, path, mode, owner, owner, null, null);

    public void AddFile(string path, Stream content, UnixFileMode mode = FileModes.Octal0644, int owner = 0)
        => Add(TarEntryType.RegularFile, path, mode, owner, owner, null, content);

    public void AddSymbolicLink(string path, string target)
        => Add(TarEntryType.SymbolicLink, path, FileModes.Octal0777, 0, 0, target, null);

    /// <summary>Copies an entry of another tar, under another path.</summary>
    public void AddEntry(string path, TarEntry entry, string? linkTarget)
        => Add(entry.EntryType, path, entry.Mode, entry.Uid, entry.Gid, linkTarget, entry.DataStream);

    /// <summary>Ends the tar. Nothing can be added after it.</summary>
    public (string Digest, string DiffId, long Size) Finish()
    {
        _tar.Dispose();
        _gzip.Dispose();
        return (_compressed.Digest, _plain.Digest, _compressed.Length);
    }

    public void Dispose()
    {
        _tar.Dispose();
        _gzip.Dispose();
        _plain.Dispose();
        _compressed.Dispose();
    }

    private void Add(TarEntryType type, string path, UnixFileMode mode, int uid, int gid, string? linkTarget, Stream? content)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && !_written.Contains(parent))
            AddDirectory(parent);
        if (!_written.Add(path))
        {
            if (type == TarEntryType.Directory)
                return;
            throw new InvalidOperationException($"{path} is written twice to one layer.");
        }

        var entry = new GnuTarEntry(type, type == TarEntryType.Directory ? path + "/" : path)
        {
            Mode = mode,
            Uid = uid,
            Gid = gid,
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = default,
            ChangeTime = default,
        };
        if (linkTarget is not null)
            entry.LinkName = linkTarget;
        if (type == TarEntryType.RegularFile)
            entry.DataStream = content is null or { CanSeek: true } ? content : Buffered(content);
        _tar.WriteEntry(entry);
    }

    // The header, which comes first, holds the length.
    private static MemoryStream Buffered(Stream content)
    {
        var buffer = new MemoryStream();
        content.CopyTo(buffer);
        buffer.Position = 0;
        return buffer;
    }
}
