using System.Formats.Tar;
using System.Security.Cryptography;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Tests.Images;

public sealed class LayerWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Same_calls_give_the_same_bytes()
    {
        var first = Write("first", Fill);
        var second = Write("second", Fill);

        Assert.Equal(first, second);
        Assert.Equal(File.ReadAllBytes(_directory["first"]), File.ReadAllBytes(_directory["second"]));

        static void Fill(LayerWriter layer)
        {
            layer.AddFile("etc/motd", Tar.Content("hello"), owner: 999);
            layer.AddSymbolicLink("bin", "usr/bin");
            layer.AddDirectory("tmp", FileModes.Octal1777);
        }
    }

    [Fact]
    public void Digest_is_of_the_file_and_diff_id_of_the_tar_in_it()
    {
        var (digest, diffId, size) = Write("layer", layer => layer.AddFile("a", Tar.Content("b")));

        var compressed = File.ReadAllBytes(_directory["layer"]);
        Assert.Equal(compressed.Length, size);
        Assert.Equal(digest, Sha256(compressed));
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(compressed), System.IO.Compression.CompressionMode.Decompress);
        var plain = new MemoryStream();
        gzip.CopyTo(plain);
        Assert.Equal(diffId, Sha256(plain.ToArray()));
    }

    [Fact]
    public void Entries_carry_mode_and_numeric_owner_and_one_time()
    {
        Write("layer", layer => layer.AddDirectory("data", FileModes.Octal0700, owner: 999));

        var (entry, _) = Tar.ReadGzip(_directory["layer"])["data/"];
        Assert.Equal(FileModes.Octal0700, entry.Mode);
        Assert.Equal((999, 999), (entry.Uid, entry.Gid));
        Assert.Equal(DateTimeOffset.UnixEpoch, entry.ModificationTime);
        Assert.Equal(("", ""), (((PosixTarEntry)entry).UserName, ((PosixTarEntry)entry).GroupName));
    }

    [Fact]
    public void Parents_come_before_their_file_and_once()
    {
        Write("layer", layer =>
        {
            layer.AddFile("a/b/one", Tar.Content(""));
            layer.AddFile("a/b/two", Tar.Content(""));
        });

        Assert.Equal(["a/", "a/b/", "a/b/one", "a/b/two"], Tar.ReadGzip(_directory["layer"]).Keys);
    }

    [Fact]
    public void Long_paths_survive()
    {
        var path = $"{new string('d', 150)}/{new string('f', 150)}";

        Write("layer", layer => layer.AddFile(path, Tar.Content("x")));

        Assert.Contains(path, Tar.ReadGzip(_directory["layer"]).Keys);
    }

    [Fact]
    public void A_file_written_twice_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Write("layer", layer =>
        {
            layer.AddFile("a", Tar.Content("1"));
            layer.AddFile("a", Tar.Content("2"));
        }));

        Assert.Contains("a is written twice", error.Message);
    }

    public void Dispose() => _directory.Dispose();

    private (string Digest, string DiffId, long Size) Write(string name, Action<LayerWriter> fill)
    {
        using var file = File.Create(_directory[name]);
        using var layer = new LayerWriter(file);
        fill(layer);
        return layer.Finish();
    }

    private static string Sha256(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
