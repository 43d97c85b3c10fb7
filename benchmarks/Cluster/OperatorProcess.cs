using System.Globalization;
using System.Text.RegularExpressions;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>The published operator as a process of its own, under its own ServiceAccount.</summary>
internal sealed partial class OperatorProcess : IAsyncDisposable
{
    private readonly ManagedProcess _process;
    private readonly HttpClient _http = new();

    private OperatorProcess(ManagedProcess process, DateTime startedAt) => (_process, StartedAt) = (process, startedAt);

    /// <summary>When its start was asked for; the few milliseconds of the shell that redirects its output are counted.</summary>
    public DateTime StartedAt { get; }

    public int Id => _process.Id;

    public string Log => File.ReadAllText(_process.LogFile);

    public string LastLogLines => _process.LastLogLines();

    /// <exception cref="ProcessFailedException">It runs no more.</exception>
    public ProcessUsage Usage
    {
        get
        {
            ThrowIfEnded();
            return ProcessUsage.Read(_process.Id);
        }
    }

    /// <param name="executable">A native binary, or a .dll for dotnet to run.</param>
    public static OperatorProcess Start(string executable, BenchCluster cluster, params string[] arguments) =>
        Start(executable, cluster.OperatorKubeconfig, arguments);

    /// <param name="kubeconfig">Of the operator's ServiceAccount.</param>
    public static OperatorProcess Start(string executable, string kubeconfig, params string[] arguments)
    {
        string[] all =
        [
            "--kubeconfig", kubeconfig, "--http-port", "0", "--log-format", "Text",
            "--lease-namespace", BenchCluster.SystemNamespace, "--identity", "bench", .. arguments,
        ];
        // As config/manager has it.
        string[] environment = ["SSL_CERT_DIR=/var/empty", "SSL_CERT_FILE=/dev/null"];
        var command = executable.EndsWith(".dll", StringComparison.Ordinal)
            ? new CommandLine("env", [.. environment, "dotnet", executable, .. all])
            : new CommandLine("env", [.. environment, executable, .. all]);
        var startedAt = DateTime.UtcNow;
        return new OperatorProcess(ManagedProcess.Start("operator", command, Path.GetTempFileName()), startedAt);
    }

    /// <exception cref="ProcessFailedException">It runs no more.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new ProcessFailedException($"The operator ended with exit code {_process.ExitCode}. Its last lines:\n{LastLogLines}");
        }
    }

    /// <summary>Until it has listed everything, by its log: nothing is asked of it that would take part of its time.</summary>
    public Task WaitUntilListedAsync(CancellationToken cancellationToken) => _process.WaitUntilReadyAsync(
        _ => Task.FromResult(Log.Contains(" controller with ", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), cancellationToken);

    /// <summary>Until it leads and has listed everything.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        _process.WaitUntilReadyAsync(IsReadyAsync, TimeSpan.FromSeconds(60), cancellationToken);

    /// <summary>The sum of one of its metrics over those labels; 0 where there is none yet.</summary>
    /// <param name="labels">As they stand in the line, such as <c>result="success"</c>; empty for all.</param>
    public async Task<double> MetricAsync(string name, string labels, CancellationToken cancellationToken)
    {
        await FindAddressAsync(cancellationToken);
        ThrowIfEnded();
        var text = await _http.GetStringAsync("/metrics", cancellationToken);
        return text.Split('\n')
            .Where(line => (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
                && line.Contains(labels, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>The least that is resident over twelve seconds in which it has nothing to do: memory is given back within ten.</summary>
    public async Task<long> SettleAsync(CancellationToken cancellationToken)
    {
        var least = long.MaxValue;
        for (var moment = 0; moment < 120; moment++)
        {
            least = Math.Min(least, Usage.ResidentBytes);
            await Task.Delay(100, cancellationToken);
        }

        return least;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.StopAsync(TimeSpan.FromSeconds(10));
        await _process.DisposeAsync();
        File.Delete(_process.LogFile);
    }

    private Task FindAddressAsync(CancellationToken cancellationToken) => _http.BaseAddress is not null
        ? Task.CompletedTask
        : _process.WaitUntilReadyAsync(_ => Task.FromResult(HasAddress()), TimeSpan.FromSeconds(60), cancellationToken);

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (!HasAddress())
        {
            return false;
        }

        using var response = await _http.GetAsync("/readyz", cancellationToken);
        return response.IsSuccessStatusCode;
    }

    /// <summary>It was given any free port, and says which.</summary>
    private bool HasAddress()
    {
        if (_http.BaseAddress is null && ListeningPattern().Match(Log) is { Success: true } match)
        {
            _http.BaseAddress = new Uri($"http://127.0.0.1:{match.Groups["port"].Value}");
        }

        return _http.BaseAddress is not null;
    }

    [GeneratedRegex(@"Now listening on: http://\S+:(?<port>\d+)")]
    private static partial Regex ListeningPattern();
}
