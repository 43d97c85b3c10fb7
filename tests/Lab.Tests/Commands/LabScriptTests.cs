using System.Xml.Linq;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Tests.Images;

namespace MiniStack.Lab.Tests.Commands;

/// <summary>The script <c>lab</c>, in a copy of what it builds from, with a script in the place of <c>dotnet</c>.</summary>
public sealed class LabScriptTests : IAsyncLifetime
{
    /// <summary>Writes down when a build begins and ends.</summary>
    private const string Dotnet = """
        #!/bin/sh
        [ "$1" = build ] || exit 0
        echo begin >>"${0%/*}/builds"
        sleep "$(cat "${0%/*}/seconds" 2>/dev/null || echo 0.2)"
        echo end >>"${0%/*}/builds"
        """;

    private readonly TemporaryDirectory _directory = new();

    private string[] Builds => File.ReadAllLines(_directory["builds"]);

    /// <summary>Every file that the lab is built from: its project's and those of all that it refers to.</summary>
    private static string[] Sources => [.. Closure("src/Lab/Lab.csproj").Distinct().SelectMany(SourcesOf), "src/Directory.Build.props", "Directory.Build.props", "Directory.Packages.props"];

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Sources.Append("lab"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory[file])!);
            File.Copy(InRepository(file), _directory[file]);
        }
        await File.WriteAllTextAsync(_directory["dotnet"], Dotnet + "\n");
        await ProcessRunner.RunOrThrowAsync(new("chmod", ["755", _directory["dotnet"]]));
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_builds_once_as_long_as_nothing_changes()
    {
        await LabAsync();
        await LabAsync();

        Assert.Equal(["begin", "end"], Builds);
    }

    [Theory]
    [InlineData("src/Lab/Program.cs")]
    [InlineData("src/Lab.ControlPlane/FileLock.cs")]
    [InlineData("src/ApiPaths/ApiPath.cs")]
    [InlineData("src/ApiPaths/ApiPaths.csproj")]
    [InlineData("src/Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    public async Task It_builds_again_when_a_source_has_changed(string file)
    {
        await LabAsync();

        File.SetLastWriteTimeUtc(_directory[file], DateTime.UtcNow.AddMinutes(1));
        await LabAsync();

        Assert.Equal(4, Builds.Length);
    }

    [Fact]
    public async Task It_builds_again_when_a_source_is_gone_or_an_old_file_has_come()
    {
        await LabAsync();

        File.Delete(_directory["src/Lab/Images/DiskFull.cs"]);
        await LabAsync();
        Assert.Equal(4, Builds.Length);

        await File.WriteAllTextAsync(_directory["src/Lab/Old.cs"], "");
        File.SetLastWriteTimeUtc(_directory["src/Lab/Old.cs"], DateTime.UtcNow.AddDays(-1));
        await LabAsync();
        Assert.Equal(6, Builds.Length);
    }

    [Fact]
    public async Task It_does_not_mind_what_builds_leave()
    {
        await LabAsync();

        Directory.CreateDirectory(_directory["src/ApiPaths/obj/Debug"]);
        await File.WriteAllTextAsync(_directory["src/ApiPaths/obj/Debug/Generated.cs"], "");
        await LabAsync();

        Assert.Equal(2, Builds.Length);
    }

    [Fact]
    public async Task Those_that_start_at_once_build_once()
    {
        Assert.SkipWhen(Programs.Find("flock") is null, "needs flock on PATH, as the script does here");
        await Task.WhenAll(LabAsync(), LabAsync(), LabAsync());

        Assert.Equal(["begin", "end"], Builds);
    }

    [Fact]
    public async Task One_that_is_killed_as_it_builds_holds_up_nobody()
    {
        await File.WriteAllTextAsync(_directory["seconds"], "60");
        using var kill = new CancellationTokenSource();
        var killed = LabAsync(kill.Token);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_directory["builds"]), TimeSpan.FromSeconds(30)));
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => killed);

        File.Delete(_directory["seconds"]);
        await LabAsync();

        Assert.Equal(["begin", "begin", "end"], Builds);
    }

    [Fact]
    public async Task It_looks_at_every_project_that_the_lab_refers_to()
    {
        await LabAsync();

        foreach (var (index, project) in Closure("src/Lab/Lab.csproj").Distinct().Index())
        {
            File.SetLastWriteTimeUtc(_directory[project], DateTime.UtcNow.AddMinutes(1));
            await LabAsync();
            Assert.True(Builds.Length == 2 * (index + 2), project);
            File.SetLastWriteTimeUtc(_directory[project], DateTime.UtcNow.AddDays(-1));
        }
    }

    private async Task LabAsync(CancellationToken cancellationToken = default) => await ProcessRunner.RunOrThrowAsync(
        new("bash", [_directory["lab"], "status"]),
        environment: new Dictionary<string, string> { ["PATH"] = $"{_directory.Path}:{Environment.GetEnvironmentVariable("PATH")}" },
        cancellationToken: cancellationToken);

    private static IEnumerable<string> Closure(string project) =>
        XDocument.Load(InRepository(project)).Descendants("ProjectReference")
            .Select(reference => Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))
            .Select(path => Path.GetRelativePath(Repository.Find(), Path.GetFullPath(InRepository(path))))
            .SelectMany(Closure)
            .Prepend(project);

    private static IEnumerable<string> SourcesOf(string project) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(InRepository(project))!, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Find(), file))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" || part.StartsWith('.')));

    private static string InRepository(string path) => Path.Combine(Repository.Find(), path);
}
