using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>
/// A container as a node runs it: its command is process 1 of namespaces of its own, as the user postgres, with nothing of its root
/// writable but what is mounted. When process 1 ends, all others do.
/// </summary>
internal sealed class PostgresContainerProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private const string Start = """
        set -e
        root=$1 mounts=$2 message=$3 user=$4
        shift 4
        ip link set lo up
        mount -t tmpfs tmpfs "$root"
        for each in /bin /lib /lib32 /lib64 /libx32 /sbin; do
          if [ -L $each ]; then cp -a $each "$root"; elif [ -d $each ]; then mkdir "$root$each"; mount --bind $each "$root$each"; fi
        done
        mkdir "$root/usr" "$root/dev" "$root/proc" "$root/etc" "$root/image"
        mount --rbind /usr "$root/usr"
        mount -t tmpfs tmpfs "$root/dev"
        for each in null zero full random urandom; do : > "$root/dev/$each"; mount --bind /dev/$each "$root/dev/$each"; done
        ln -s /proc/self/fd "$root/dev/fd"
        : > "$root/dev/termination-log"
        mount --bind "$message" "$root/dev/termination-log"
        mount -t proc proc "$root/proc"
        for each in passwd group nsswitch.conf ld.so.cache alternatives; do [ ! -e /etc/$each ] || cp -a /etc/$each "$root/etc/"; done
        while read -r from to; do
          mkdir -p "$root$to"
          mount --bind "$from" "$root$to"
        done < "$mounts"
        mount -o remount,ro "$root"
        exec chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups --inh-caps=-all --no-new-privs -- "$@"
        """;

    private const string OwnNetwork = "/proc/self/ns/net";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _isDisposed;

    /// <param name="root">An empty directory, where its root gets mounted in its own namespace.</param>
    /// <param name="mounts">From the directory of the host to the path within.</param>
    /// <param name="message">The file that it may leave a message in.</param>
    /// <param name="user">Name or number of its user and group.</param>
    public PostgresContainerProcess(
        string root, IEnumerable<(string From, string To)> mounts, string message, string user, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<string> command)
    {
        Directory.CreateDirectory(root);
        var list = root + ".mounts";
        File.WriteAllLines(list, mounts.Select(mount => $"{mount.From} {mount.To}"));
        // .NET ignores SIGPIPE and its children inherit that, while a container's programs end by it.
        var start = new ProcessStartInfo(
            "unshare", ["--mount", "--pid", "--net", "--ipc", "--fork", "env", "--default-signal=PIPE", "bash", "-c", Start, "container", root, list, message, user, .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public bool HasEnded => _isDisposed || _process.HasExited;

    /// <summary>Of a process in its network namespace.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether a client could connect from outside: in the table of a network namespace, state 0A is a socket that listens.</summary>
    public bool Listens
    {
        get
        {
            try
            {
                return HasNetwork && new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{ProcessId}/net/{table}"))
                    .Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, "0A", ..]);
            }
            catch (IOException)
            {
                return false; // it has ended
            }
        }
    }

    /// <summary>For its first moments it is in the test's own.</summary>
    private bool HasNetwork => new FileInfo($"/proc/{ProcessId}/ns/net").LinkTarget is { } network && network != new FileInfo(OwnNetwork).LinkTarget;

    /// <summary>As when the node dies, or the kernel ends the container for want of memory.</summary>
    public void Kill()
    {
        Assert.True(
            Poll(() =>
            {
                Signal("KILL");
                return HasEnded;
            }),
            "The container outlives a kill.");
    }

    /// <summary>To the container's process 1, for which the process that made it waits.</summary>
    public void Signal(string name)
    {
        foreach (var child in Children())
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{name}", child]) { RedirectStandardError = true })!;
            kill.WaitForExit();
        }
    }

    /// <returns>The exit code.</returns>
    public int WaitForEnd()
    {
        Assert.True(_process.WaitForExit(Deadline), $"The container runs on: {Output}");
        _process.WaitForExit(); // for its output
        return _process.ExitCode;
    }

    /// <summary>Until it holds, or the container has ended.</summary>
    public void WaitUntil(Func<bool> condition) =>
        Assert.True(Poll(() => condition() || HasEnded), $"It did not come so far: {Output}");

    public void Dispose()
    {
        if (!HasEnded)
        {
            Kill();
        }

        _isDisposed = true;
        _process.Dispose();
    }

    private static bool Poll(Func<bool> condition)
    {
        var end = Stopwatch.StartNew();
        while (!condition())
        {
            if (end.Elapsed > Deadline)
            {
                return false;
            }

            Thread.Sleep(20);
        }

        return true;
    }

    private string[] Children()
    {
        try
        {
            var id = ProcessId.ToString(CultureInfo.InvariantCulture);
            return File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            lock (_output)
            {
                _output.Append(text).Append('\n');
            }
        }
    }
}
