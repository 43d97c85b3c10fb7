using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>The node's processes, and the file that tells <c>status</c> of them.</summary>
internal sealed class Supervisor(string statusPath, string logDirectory)
{
    private readonly Lock _lock = new();
    private readonly List<SupervisedProcess> _processes = [];
    private readonly List<Task> _running = [];

    public SupervisedProcess Start(string name, CommandLine command, CancellationToken cancellationToken)
    {
        var process = new SupervisedProcess(name, command, Path.Combine(logDirectory, name + ".log"), () => WriteStatus());
        lock (_lock)
        {
            _processes.Add(process);
            _running.Add(process.RunAsync(cancellationToken));
        }
        return process;
    }

    /// <summary>Ends once every process was cancelled and none writes the status any more.</summary>
    public Task WhenEndedAsync()
    {
        lock (_lock)
            return Task.WhenAll(_running);
    }

    public void WriteStatus(string? failure = null, string? failedComponent = null)
    {
        lock (_lock)
            HostJson.Write(statusPath, new([.. _processes.Select(process => process.Status)], failure, failedComponent), HostJson.Default.NodeStatus);
    }
}
