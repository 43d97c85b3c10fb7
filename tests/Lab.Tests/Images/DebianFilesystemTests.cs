using System.Formats.Tar;
using System.Text;
using MiniStack.Lab.Images;
using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Tests.Images;

public sealed class DebianFilesystemTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task A_package_becomes_a_layer()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dpkg-deb"), "needs dpkg-deb");
        var package = await PackageAsync("tool",
            ("bin/tool", "program"), ("usr/share/man/man1/tool.1", "manual"), ("usr/share/ca-certificates/mozilla/B.crt", "B\n"));
        var other = await PackageAsync("other", ("usr/share/ca-certificates/mozilla/A.crt", "A\n"));

        var files = await LayerAsync(package, other);

        Assert.Equal("program", Text(files["usr/bin/tool"].Content));
        Assert.Equal((0, 0), (files["usr/bin/tool"].Entry.Uid, files["usr/bin/tool"].Entry.Gid));
        Assert.Equal(("usr/bin", TarEntryType.SymbolicLink), (files["bin"].Entry.LinkName, files["bin"].Entry.EntryType));
        Assert.DoesNotContain("usr/share/man/man1/tool.1", files.Keys);
        Assert.Equal("A\nB\n", Text(files["etc/ssl/certs/ca-certificates.crt"].Content));
        Assert.Contains("app:x:1000:1000:app:/home:/bin/sh", Text(files["etc/passwd"].Content));
        Assert.Equal(FileModes.Octal1777, files["tmp/"].Entry.Mode);
    }

    public void Dispose() => _directory.Dispose();

    private async Task<string> PackageAsync(string name, params (string Path, string Content)[] files)
    {
        var root = Path.Combine(_directory.Path, name);
        foreach (var (path, content) in files.Append(("DEBIAN/control", $"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x.test>\nDescription: x\n")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
            File.WriteAllText(Path.Combine(root, path), content);
        }

        await Tool.ReadAsync("dpkg-deb", ["--root-owner-group", "--build", root, root + ".deb"], default);
        return root + ".deb";
    }

    private async Task<Dictionary<string, (TarEntry Entry, byte[] Content)>> LayerAsync(params string[] packages)
    {
        var recipe = new DebianRecipe("test", "trixie", []) { User = new DebianUser("app", 1000, "/home", "/bin/sh") };
        var layer = await new LayerCache(_directory.Path).GetAsync("test", "0123456789abcdef", async writer =>
        {
            var filesystem = new DebianFilesystem(recipe, writer);
            filesystem.AddSkeleton();
            foreach (var package in packages)
                await filesystem.AddPackageAsync(package, default);
            filesystem.Complete();
        }, default);
        return Tar.ReadGzip(layer.Path);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
