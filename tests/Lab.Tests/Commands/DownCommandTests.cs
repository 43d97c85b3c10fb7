using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Providers;
using MiniStack.Lab.Tests.Images;

namespace MiniStack.Lab.Tests.Commands;

/// <summary>What <c>down</c> deletes, in a cluster of a name that nobody uses and a cache of its own.</summary>
public sealed class DownCommandTests : IDisposable
{
    /// <summary>Arguments: where to mount something with a row in it, then a program. To be run in a mount namespace of its own. Ends with the row.</summary>
    private const string WithMount = """
        mkdir -p "$1" && mount -t tmpfs none "$1" && echo 'a row' >"$1/row" || exit 99
        "${@:2}"
        code=$?
        cat "$1/row"
        exit $code
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly ClusterSettings _cluster = ClusterSettings.Create($"down-{Guid.NewGuid():N}"[..20], Repository.Find());

    public DownCommandTests()
    {
        Directory.CreateDirectory(_cluster.StateDirectory);
        Directory.CreateDirectory(_directory["disk/ministack/images"]);
        Directory.CreateSymbolicLink(_directory["cache"], _directory["disk"]);
    }

    public void Dispose()
    {
        if (Directory.Exists(_cluster.StateDirectory))
            Directory.Delete(_cluster.StateDirectory, recursive: true);
        _directory.Dispose();
    }

    [Fact]
    public async Task Its_state_goes_and_the_cache_with_purge_alone()
    {
        Assert.Equal(0, (await DownAsync()).ExitCode);
        Assert.False(Directory.Exists(_cluster.StateDirectory));
        Assert.True(Directory.Exists(_directory["disk/ministack"]));

        Assert.Equal(0, (await DownAsync("--purge")).ExitCode);
        Assert.False(Directory.Exists(_directory["disk/ministack"]));
    }

    [Fact]
    public async Task The_cache_stays_while_another_cluster_uses_it()
    {
        Directory.CreateDirectory(_directory["disk/ministack/host/another"]);

        Assert.Contains("since another uses it too", (await DownAsync("--purge")).Output, StringComparison.Ordinal);

        Assert.True(Directory.Exists(_directory["disk/ministack/images"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/volumes")]
    public async Task What_is_mounted_in_the_state_stays(string below) => await AssertStaysAsync(_cluster.StateDirectory + below);

    [Theory]
    [InlineData("")]
    [InlineData("/images")]
    public async Task What_is_mounted_in_the_cache_stays_also_behind_a_link(string below) =>
        await AssertStaysAsync(_directory["disk/ministack"] + below, "--purge");

    [Fact]
    public async Task A_link_in_the_states_place_goes_and_what_it_leads_to_stays()
    {
        Directory.Delete(_cluster.StateDirectory);
        Directory.CreateSymbolicLink(_cluster.StateDirectory, Directory.CreateDirectory(_directory["theirs"]).FullName);
        await File.WriteAllTextAsync(_directory["theirs/row"], "a row");

        Assert.Equal(0, (await DownAsync()).ExitCode);

        Assert.False(Path.Exists(_cluster.StateDirectory));
        Assert.True(File.Exists(_directory["theirs/row"]));
    }

    private async Task AssertStaysAsync(string mount, params string[] options)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount");

        var result = await RunAsync(["unshare", "--mount", "bash", "-c", WithMount, "bash", mount, .. Down(options)]);

        Assert.Equal((1, "a row"), (result.ExitCode, result.Output.Trim().Split('\n')[^1]));
        Assert.StartsWith($"lab: {mount} is a mount", result.Error, StringComparison.Ordinal);
    }

    private Task<ProcessResult> DownAsync(params string[] options) => RunAsync(Down(options));

    // The provider that finds nothing where it has made nothing, whatever this machine has.
    private string[] Down(string[] options) =>
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "MiniStack.Lab.dll"), "--name", _cluster.Name, "--provider", "kind", "down", .. options];

    private Task<ProcessResult> RunAsync(string[] command) => ProcessRunner.RunAsync(
        new(command[0], command[1..]), environment: new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _directory["cache"] });
}
