using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>
/// The first command of the README on a machine that has never seen the project: no package lists, an empty home, nothing built but the
/// Kubernetes programs. And what users have and developers do not: a Docker client without an engine, no locale, no <c>HOME</c>, a closed
/// umask, a path with a space, a call through a symbolic link from elsewhere.
/// </summary>
[Collection(LabAlone.Name)]
[Trait("Category", "EndToEnd")]
public sealed class FreshMachineTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Arguments: the directory of a <see cref="WorkingCopy"/>, the Kubernetes programs' cache, the .NET SDK.
    /// To be run in a mount namespace of its own. Writes what became of it into files of the directory.
    /// </summary>
    private const string Script = """
        set -euo pipefail
        work=$1 kubernetes=$2 dotnet=$3 home=$(getent passwd 0 | cut -d: -f6)
        umask 077
        mkdir "$work/bin" "$work/dotnet" "$work/home"
        ln -s "$work/my clone/lab" "$work/bin/the lab"

        # The client says that no engine answers; a script does where there is none. kind is there for it to be asked.
        ln -s "$(command -v docker || echo "$work/bin/no-docker")" "$work/bin/docker"
        printf '#!/bin/sh\necho "Cannot connect to the Docker daemon at $DOCKER_HOST. Is the docker daemon running?" >&2; exit 1\n' >"$work/bin/no-docker"
        printf '#!/bin/sh\necho "kind needs an engine." >&2; exit 1\n' >"$work/bin/kind"
        chmod 755 "$work/bin/no-docker" "$work/bin/kind"

        mkdir -p "$work/home/.cache/ministack/kubernetes"
        mount --bind "$kubernetes" "$work/home/.cache/ministack/kubernetes"
        mount --bind "$dotnet" "$work/dotnet" # It may lie in the home that is hidden next.
        mount --rbind "$work/home" "$home"
        mount -t tmpfs none /var/lib/apt/lists
        mount -t tmpfs none /var/cache/apt

        unset HOME LANG LANGUAGE ${!LC_@} ${!XDG_@} DOTNET_ROOT DOTNET_CLI_HOME NUGET_PACKAGES
        # No server of the compiler's may stay behind in here.
        export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
        export DOCKER_HOST="unix://$work/no-engine.sock" PATH="$work/bin:$work/dotnet:/usr/local/bin:/usr/bin:/bin"
        cd /
        trap '"the lab" down >"$work/down.log" 2>&1; echo $? >"$work/down"' EXIT
        "the lab" up >"$work/up.log" 2>&1 </dev/null && code=0 || code=$?
        echo "$code" >"$work/up"
        "the lab" kubectl -n default get ministack demo -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' >"$work/ready"
        find /var/lib/apt/lists /var/cache/apt -type f >"$work/touched"
        """;

    [Fact]
    public async Task Up_ends_with_the_sample_ready_and_the_system_as_it_was()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("MINISTACK_LAB_PROVIDER") == "kind", "The kind provider is under test.");
        Assert.SkipUnless(DebianSuite.IsOnDebian && Environment.IsPrivilegedProcess, "The host provider runs on Debian alone, as root.");
        await KubernetesBinaries.EnsureAsync();
        using var copy = await WorkingCopy.CreateAsync(umask: "077");
        var settings = ClusterSettings.Create(ClusterSettings.DefaultName, copy.Root);
        try
        {
            using var deadline = new CancellationTokenSource(Deadline);
            var script = await ProcessRunner.RunAsync(
                new("unshare", ["--mount", "bash", "-c", Script, "bash", copy.Directory, Path.Combine(MiniStackCache.Directory, "kubernetes"), DotnetInstallation.Root]),
                cancellationToken: deadline.Token);

            Assert.True(copy.Read("up") == "0", $"./lab up ended with '{copy.Read("up")}':\n{copy.Read("up.log")}\n{script.Error}");
            Assert.Equal("True", copy.Read("ready"));
            Assert.Equal("", copy.Read("touched"));
            Assert.True(copy.Read("down") == "0", copy.Read("down.log"));
            Assert.Empty(HostLeftovers.Find(settings));
            Assert.Contains($"'{copy.Root}/lab' down", copy.Read("up.log"), StringComparison.Ordinal);
        }
        finally
        {
            // One that was cut off could not.
            if (ProviderRecord.Read(settings) is not null)
                await ProcessRunner.RunAsync(new(Path.Combine(copy.Root, "lab"), ["down"]));
        }
    }
}
