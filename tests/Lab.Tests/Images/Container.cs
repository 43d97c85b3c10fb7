using MiniStack.Lab.Images;

namespace MiniStack.Lab.Tests.Images;

/// <summary>A container of a <see cref="PrivateContainerd"/>. Disposing it kills and removes it.</summary>
/// <param name="containerd">Where it runs.</param>
/// <param name="id">Its name there.</param>
/// <param name="logFile">What it has written, on the host.</param>
/// <param name="outputs">The host's directory behind <see cref="Outputs"/>.</param>
internal sealed class Container(PrivateContainerd containerd, string id, string logFile, string outputs) : IAsyncDisposable
{
    /// <summary>The container's directory for the output of <see cref="ExecAsync"/>: anybody may write there.</summary>
    public const string Outputs = "/outputs";

    /// <summary>An address that is not the loopback one, for what treats that as trusted. From a range for documentation.</summary>
    public const string Address = "198.51.100.9";

    private int _executions;

    /// <summary>Waits for words in the log: the runtime may still be writing it when the container has ended.</summary>
    public Task LogsAsync(string words) =>
        Eventually.Async(
            () => Task.FromResult(Log.Contains(words, StringComparison.Ordinal)), () => $"'{words}' in the container's log, which says: {Log}");

    public string Log => File.Exists(logFile) ? File.ReadAllText(logFile) : "";

    /// <summary>Gives its network namespace the loopback interface and <see cref="Address"/>, reachable from inside alone.</summary>
    public async Task ConnectAsync()
        => await Tool.ReadAsync("nsenter", ["--target", (await PidAsync()).ToString(), "--net", "sh", "-c", $"ip link set lo up; ip address add {Address}/32 dev lo"], default);

    /// <summary>Runs a program in it; the output, or a <see cref="LabException"/> with the errors.</summary>
    public async Task<string> ExecAsync(params string[] command)
    {
        var name = $"exec{Interlocked.Increment(ref _executions)}";
        // To a file, not through ctr: of a program that ends at once it may copy nothing.
        await containerd.CtrAsync(["tasks", "exec", "--exec-id", name, id, "/bin/sh", "-c", $"exec \"$@\" >{Outputs}/{name}", "sh", .. command]);
        return await File.ReadAllTextAsync(Path.Join(outputs, name));
    }

    /// <summary>What its first process runs. Until that is the image's program, it is runc's, which dies of signals in its own way.</summary>
    public async Task<string> ProgramAsync() => File.ReadAllText($"/proc/{await PidAsync()}/comm").Trim();

    public async Task<bool> SucceedsAsync(params string[] command)
    {
        try
        {
            await ExecAsync(command);
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    public Task SignalAsync(string signal) => containerd.CtrAsync("tasks", "kill", "--signal", signal, id);

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await Eventually.Async(async () => (await StateAsync()).Status != "RUNNING", () => $"container ends; its log: {Log}");
        return ExitCode(await containerd.DeleteTaskAsync(id));
    }

    // ctr: level=warning msg="task … exit with non-zero exit code 137"
    private static int ExitCode(string deletion)
    {
        const string Said = "non-zero exit code ";
        var start = deletion.IndexOf(Said, StringComparison.Ordinal);
        return start < 0 ? 0 : int.Parse(string.Concat(deletion[(start + Said.Length)..].TakeWhile(char.IsAsciiDigit)));
    }

    public async ValueTask DisposeAsync()
    {
        await containerd.TryAsync("tasks", "delete", "--force", id);
        await containerd.TryAsync("containers", "delete", id);
    }

    private async Task<int> PidAsync() => (await StateAsync()).Pid;

    // TASK  PID  STATUS
    private async Task<(int Pid, string Status)> StateAsync()
    {
        var fields = (await containerd.CtrAsync("tasks", "list")).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(f => f.Length == 3 && f[0] == id);
        return fields is null ? (0, "GONE") : (int.Parse(fields[1]), fields[2]);
    }
}
