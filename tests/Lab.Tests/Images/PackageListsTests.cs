using MiniStack.Lab.Host;
using MiniStack.Lab.Images.Debian;

namespace MiniStack.Lab.Tests.Images;

/// <summary>Packages on a system that has never fetched its lists, such as a new container.</summary>
public sealed class PackageListsTests : IDisposable
{
    private const string AptConfig = "APT_CONFIG";

    private readonly TemporaryDirectory _directory = new();

    private string SystemLists => _directory["lists"];

    private string SystemCache => _directory["system-cache"];

    /// <summary>What a node lacks and what an image is made of are looked up at the same time by one <c>up</c>.</summary>
    [Fact]
    public async Task Two_steps_at_once_get_what_they_need_and_leave_the_system_as_it_was()
    {
        Assert.SkipUnless(DebianSuite.IsOnDebian, "needs Debian");
        Directory.CreateDirectory(Path.Combine(SystemLists, "partial"));
        Directory.CreateDirectory(Path.Combine(SystemCache, "archives", "partial"));
        File.WriteAllText(_directory["apt.conf"], $"""
            Dir::State::lists "{SystemLists}";
            Dir::Cache "{SystemCache}";
            """);
        Environment.SetEnvironmentVariable(AptConfig, _directory["apt.conf"]);

        var node = HostPackages.EnsureAsync(["dnsmasq-base"], _directory["cache"], new Progress<string>(), default);
        var image = new DebianSuite("trixie", _directory["trixie"], new Progress<string>()).ResolveAsync(["busybox-static"], default);
        await Task.WhenAll(node, image);

        Assert.True(File.Exists(Path.Combine(await node, "usr/sbin/dnsmasq")));
        Assert.Contains(await image, package => package.Name == "busybox-static");
        Assert.Empty(Directory.EnumerateFiles(SystemLists, "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(SystemCache, "*", SearchOption.AllDirectories));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(AptConfig, null);
        _directory.Dispose();
    }
}
