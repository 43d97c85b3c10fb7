using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Images;
using MiniStack.Lab.Kind;
using MiniStack.Lab.Tests.EndToEnd;
using MiniStack.Lab.Tests.Images;

namespace MiniStack.Lab.Tests.Kind;

/// <summary>What a build leaves: on the screen when it fails, in the cache when it does not. Alone, since <c>docker</c> on this process's PATH is a script meanwhile.</summary>
[Collection(LabAlone.Name)]
public sealed class DockerBuildTests : IDisposable
{
    private const string Cause = "/source/src/Api/Program.cs(3,5): error CS1002: ; expected";

    private readonly TemporaryDirectory _directory = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _directory.Dispose();
    }

    [Fact]
    public async Task Without_BuildKit_the_failed_step_is_heard()
    {
        var failure = await FailAsync($"""
            echo 'Step 9/13 : RUN dotnet publish src/Api'
            echo '{Cause}'
            echo 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.' >&2
            echo "The command '/bin/sh -c dotnet publish src/Api' returned a non-zero code: 1" >&2
            """);

        Assert.Contains(Cause, failure.LogTail);
        Assert.Contains("returned a non-zero code: 1).", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_BuildKit_the_excerpt_of_the_Dockerfile_does_not_push_it_out()
    {
        var failure = await FailAsync($"""
            cat >&2 <<'END'
             > [build 8/8] RUN dotnet publish src/Api --no-restore --output /app:
            4.321 {Cause}
            ------
            Dockerfile:13
            --------------------
              11 |     RUN dotnet restore src/Api --use-current-runtime
              12 |     COPY src/Api src/Api
              13 | >>> RUN dotnet publish src/Api --no-restore --output /app
              14 |
              15 |     FROM mcr.microsoft.com/dotnet/runtime-deps
            --------------------
            ERROR: failed to solve: process "/bin/sh -c dotnet publish" did not complete successfully: exit code: 1
            END
            """);

        Assert.Contains($"4.321 {Cause}", failure.LogTail);
    }

    [Fact]
    public async Task Of_an_image_that_is_built_again_and_again_few_archives_stay()
    {
        await ScriptAsync($"""
            case $1 in
              build) echo x >>'{_directory["builds"]}' ;;
              image) printf 'sha256:%064d\n' $(wc -l <'{_directory["builds"]}') ;;
              save) echo saved >"$3" ;;
            esac
            """);

        LabImage image = null!;
        for (var build = 0; build < 6; build++)
            image = await BuildAsync();

        var archives = Directory.GetFiles(_directory["cache/docker-images"]);
        Assert.Equal(3, archives.Length);
        Assert.Contains(image.ArchivePath, archives);
        Assert.EndsWith("-0000000000000006.tar", image.ArchivePath, StringComparison.Ordinal);
    }

    private async Task<LabException> FailAsync(string script)
    {
        await ScriptAsync(script + "\nexit 1");
        return await Assert.ThrowsAsync<LabException>(BuildAsync);
    }

    private Task<LabImage> BuildAsync() =>
        new DockerImages(_directory.Path, _directory["cache"]).BuildAsync(LabImages.Api, new Progress<string>(), CancellationToken.None);

    private async Task ScriptAsync(string text)
    {
        await File.WriteAllTextAsync(_directory["docker"], $"#!/bin/sh\n{text}\n");
        await ProcessRunner.RunOrThrowAsync(new("chmod", ["755", _directory["docker"]]));
        Environment.SetEnvironmentVariable("PATH", $"{_directory.Path}:{_path}");
    }
}
