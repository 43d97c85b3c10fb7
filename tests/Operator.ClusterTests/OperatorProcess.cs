using System.Net;
using System.Text.RegularExpressions;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Operator.ClusterTests;

/// <summary>The operator as a process of its own, out of cluster.</summary>
public sealed partial class OperatorProcess : IAsyncDisposable
{
    /// <summary><c>MINISTACK_OPERATOR</c> names another build, such as the native one, than that beside the tests.</summary>
    private static readonly string Program = Environment.GetEnvironmentVariable("MINISTACK_OPERATOR") is { Length: > 0 } named
        ? named
        : Path.Combine(AppContext.BaseDirectory, "MiniStack.Operator");

    private readonly ManagedProcess _process;
    private readonly string _log;

    private OperatorProcess(ManagedProcess process, string log) => (_process, _log) = (process, log);

    public HttpClient Http { get; } = new();

    public string Log => File.ReadAllText(_log);

    public string LastLogLines => _process.LastLogLines();

    public int Id => _process.Id;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.ExitCode;

    /// <param name="program">Another build than the tested one.</param>
    /// <param name="identity">Whom the lease names: the same one again need not wait for the lease of one that was killed.</param>
    public static async Task<OperatorProcess> StartAsync(
        string kubeconfig, string? program = null, string identity = "operator", bool awaitsReady = true, params string[] arguments)
    {
        var log = Path.GetTempFileName();
        var process = ManagedProcess.Start(
            "operator",
            new CommandLine(
                program ?? Program,
                [
                    "--kubeconfig", kubeconfig, "--http-port", "0", "--log-format", "Text",
                    "--lease-namespace", "ministack-system", "--identity", identity, .. arguments,
                ]),
            log);
        var started = new OperatorProcess(process, log);
        if (awaitsReady)
        {
            await process.WaitUntilReadyAsync(started.IsReadyAsync, TimeSpan.FromSeconds(60), CancellationToken.None);
        }

        return started;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.StopAsync(TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.StopAsync(TimeSpan.FromSeconds(10));
        await _process.DisposeAsync();
        File.Delete(_log);
    }

    /// <returns>Null while it does not listen yet.</returns>
    public async Task<(HttpStatusCode Status, string Text)?> AskAsync(string path, CancellationToken cancellationToken)
    {
        // It was given any free port, and says which.
        if (Http.BaseAddress is null)
        {
            if (ListeningPattern().Match(Log) is not { Success: true } match)
            {
                return null;
            }

            Http.BaseAddress = new Uri($"http://127.0.0.1:{match.Groups["port"].Value}");
        }

        using var response = await Http.GetAsync(path, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await AskAsync("/readyz", cancellationToken) is (HttpStatusCode.OK, _);

    [GeneratedRegex(@"Now listening on: http://\S+:(?<port>\d+)")]
    private static partial Regex ListeningPattern();
}
