using System.Diagnostics;
using MiniStack.Lab.Images;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Tests.Images;

/// <summary>
/// A containerd with root, state and socket of its own, and the lab's images imported into it on demand. Its containers have a read-only
/// root file system and an empty network namespace, so nothing can leave them.
/// </summary>
public sealed class PrivateContainerd : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _directory = new();
    private readonly SemaphoreSlim _importing = new(1);
    private readonly HashSet<string> _imported = [];
    private Process? _daemon;

    private string Socket => _directory["socket"];

    public async ValueTask InitializeAsync()
    {
        if (!Usable)
            return;
        File.WriteAllText(_directory["config.toml"], $"""
            version = 2
            root = "{_directory["root"]}"
            state = "{_directory["state"]}"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "{Socket}"
            """);
        // Through a shell, for its log: a pipe that nobody reads would stop it once full.
        _daemon = Process.Start("sh", ["-c", $"exec containerd --config {_directory["config.toml"]} >{_directory["log"]} 2>&1"]);
        await Eventually.Async(async () => (await TryAsync("version")) is not null, "containerd answers");
    }

    /// <summary>Imports the image, made first where the cache lacks it, and gives its full name.</summary>
    public async Task<string> ImportAsync(string reference)
    {
        Assert.SkipUnless(Usable, "needs root, containerd and runc");
        var settings = ClusterSettings.Create(ClusterSettings.DefaultName, Repository.Find());
        var image = await new LabImages(settings.RepositoryDirectory, settings.CacheDirectory).BuildAsync(reference, new Progress<string>(), default);
        await _importing.WaitAsync();
        try
        {
            if (_imported.Add(reference))
                await CtrAsync("images", "import", image.ArchivePath);
        }
        finally
        {
            _importing.Release();
        }

        return image.Reference;
    }

    /// <summary>Starts a container with tmpfs at /tmp and /run/postgresql.</summary>
    /// <param name="image">From <see cref="ImportAsync"/>.</param>
    /// <param name="environment">Lines of an environment file.</param>
    /// <param name="binds">Host directory or file, and where the container sees it.</param>
    /// <param name="command">
    /// Instead of the image's entrypoint and command; empty for those, of whose standard error containerd may lose the end.
    /// </param>
    internal async Task<Container> RunAsync(
        string image, IEnumerable<string> environment, IEnumerable<(string Host, string Container)> binds, params string[] command)
    {
        var id = "test-" + Guid.NewGuid().ToString("N");
        var log = _directory[id + ".log"];
        var outputs = _directory[id + ".outputs"];
        File.WriteAllLines(_directory[id + ".env"], environment);
        Directory.CreateDirectory(outputs);
        await RunAsync("chmod", ["777", outputs]);
        if (command is not [])
        {
            // Written by the program itself: of one that ends soon, containerd now and then copies the one of its streams and not the other.
            await File.Create(log).DisposeAsync();
            await RunAsync("chmod", ["666", log]);
            binds = [.. binds, (log, "/log")];
            command = ["/bin/sh", "-c", "exec \"$@\" >>/log 2>&1", "sh", .. command];
        }

        await CtrAsync(
        [
            "run", "--detach", "--read-only", "--log-uri", "file://" + (command is [] ? log : "/dev/null"), "--env-file", _directory[id + ".env"],
            "--mount", "type=tmpfs,src=tmpfs,dst=/tmp,options=mode=1777", "--mount", "type=tmpfs,src=tmpfs,dst=/run/postgresql,options=mode=1777",
            .. binds.Append((Host: outputs, Container: Container.Outputs))
                .SelectMany(b => (string[])["--mount", $"type=bind,src={b.Host},dst={b.Container},options=rbind:rw"]),
            image, id, .. command,
        ]);
        return new Container(this, id, log, outputs);
    }

    internal Task<string> CtrAsync(params IReadOnlyList<string> arguments) => RunAsync("ctr", ["--address", Socket, .. arguments]);

    /// <summary>What ctr says about an ended task while deleting it; that goes to its standard error.</summary>
    internal Task<string> DeleteTaskAsync(string id)
        => RunAsync("sh", ["-c", "exec ctr --address \"$0\" tasks delete \"$1\" 2>&1", Socket, id]);

    /// <summary>Null where it fails.</summary>
    internal async Task<string?> TryAsync(params IReadOnlyList<string> arguments)
    {
        try
        {
            return await CtrAsync(arguments);
        }
        catch (LabException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            foreach (var id in (await CtrAsync("containers", "list", "--quiet")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                await TryAsync("tasks", "delete", "--force", id);
                await TryAsync("containers", "delete", id);
            }

            await RunAsync("kill", [_daemon.Id.ToString()]);
            using var deadline = new CancellationTokenSource(Patience);
            await _daemon.WaitForExitAsync(deadline.Token);
            _daemon.Dispose();
        }

        _importing.Dispose();
        _directory.Dispose();
    }

    /// <summary>Whatever hangs is a failure, and not the end of the whole run.</summary>
    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await Tool.ReadAsync(program, arguments, deadline.Token);
    }

    private static bool Usable => Environment.UserName == "root" && File.Exists("/usr/bin/containerd") && File.Exists("/usr/sbin/runc");
}
