using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>
/// The kind provider on a machine that is no Debian, for a user that is not root: <c>docker</c>, <c>kind</c>, <c>kubectl</c>, <c>bash</c>
/// and <c>dotnet</c> are all there is on PATH.
/// </summary>
[Collection(LabAlone.Name)]
[Trait("Category", "EndToEnd")]
public sealed class BareMachineTests
{
    private const string User = "65534";
    private const string Cluster = "bare";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);
    private static readonly string[] Commands = ["docker", "kind", "kubectl", "bash"];

    [Fact]
    public async Task Without_an_engine_the_lab_says_so()
    {
        using var copy = await CopyAsync(scripted: true);

        var up = await LabAsync(copy, $"unix://{copy.Directory}/no-engine.sock", "up");

        Assert.True(up.ExitCode == 1, up.Output + up.Error);
        Assert.StartsWith("lab: No Docker engine answers (Cannot connect to the Docker daemon at ", up.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_engine_the_sample_gets_ready()
    {
        Assert.SkipUnless(Commands.All(program => Find(program) is not null), $"needs {string.Join(", ", Commands)} on PATH");
        Assert.SkipUnless((await ProcessRunner.RunAsync(new("docker", ["version"]))).ExitCode == 0, "needs a Docker engine");
        using var copy = await CopyAsync(scripted: false);
        string[] options = [.. Option("--node-image", "MINISTACK_LAB_NODE_IMAGE"), .. Option("--kind-config", "MINISTACK_LAB_KIND_CONFIG")];
        try
        {
            var up = await LabAsync(copy, null, ["up", .. options]);
            Assert.SkipWhen(up.Error.Contains("The node image ", StringComparison.Ordinal), up.Error);
            Assert.True(up.ExitCode == 0, up.Output + up.Error);
            Assert.Contains(" demo   True ", (await LabAsync(copy, null, "status")).Output, StringComparison.Ordinal);
        }
        finally
        {
            var down = await LabAsync(copy, null, "down");
            Assert.True(down.ExitCode == 0, down.Output + down.Error);
        }

        static string[] Option(string name, string variable) =>
            Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? [name, value] : [];
    }

    /// <summary>A working copy of that user's, beside a directory <c>bin</c> of the programs.</summary>
    /// <param name="scripted">Whether a script stands in for a program that is not there.</param>
    private static async Task<WorkingCopy> CopyAsync(bool scripted)
    {
        var copy = await WorkingCopy.CreateAsync(umask: "077");
        var bin = Directory.CreateDirectory(Path.Combine(copy.Directory, "bin")).FullName;
        Directory.CreateDirectory(Path.Combine(copy.Directory, "home"));
        File.CreateSymbolicLink(Path.Combine(bin, "dotnet"), Path.Combine(DotnetInstallation.Root, "dotnet"));
        foreach (var program in Commands)
        {
            var path = Path.Combine(bin, program);
            if (Find(program) is { } there)
                File.CreateSymbolicLink(path, there);
            else if (scripted)
                await ScriptAsync(path, """echo "Cannot connect to the Docker daemon at $DOCKER_HOST. Is the docker daemon running?" >&2; exit 1""");
        }
        if (Environment.IsPrivilegedProcess)
            await ProcessRunner.RunOrThrowAsync(new("chown", ["-hR", $"{User}:{User}", copy.Directory]));
        return copy;
    }

    private static async Task ScriptAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{text}\n");
        await ProcessRunner.RunOrThrowAsync(new("chmod", ["755", path]));
    }

    private static async Task<ProcessResult> LabAsync(WorkingCopy copy, string? engine, params IEnumerable<string> arguments)
    {
        string[] command =
        [
            // What the user's own login would have.
            "-c", """cd / && unset ${!XDG_@} NUGET_PACKAGES DOTNET_CLI_HOME DOTNET_ROOT && PATH=$1 HOME=$2 exec -- "${@:3}" """, "bash",
            Path.Combine(copy.Directory, "bin"), Path.Combine(copy.Directory, "home"),
            Path.Combine(copy.Root, "lab"), "--name", Cluster, "--provider", "kind", .. arguments,
        ];
        // Whoever may use the engine is in its socket's group.
        var group = File.Exists("/var/run/docker.sock") ? (await ProcessRunner.RunOrThrowAsync(new("stat", ["-c", "%g", "/var/run/docker.sock"]))).Trim() : User;
        CommandLine run = Environment.IsPrivilegedProcess
            ? new("setpriv", [$"--reuid={User}", $"--regid={User}", $"--groups={group}", "bash", .. command])
            : new("bash", command);
        using var deadline = new CancellationTokenSource(Deadline);
        return await ProcessRunner.RunAsync(
            run, environment: engine is null ? null : new Dictionary<string, string> { ["DOCKER_HOST"] = engine }, cancellationToken: deadline.Token);
    }

    private static string? Find(string program) => Programs.Find(program);
}
