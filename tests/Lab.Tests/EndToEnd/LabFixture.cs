using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>
/// The lab that the tests share: brought up by the real <c>./lab up</c> under a name of its own when the first of them asks for it, and
/// taken down at the end.
/// With <c>MINISTACK_LAB_KUBECONFIG</c> an existing cluster is used and left alone, for quick turns while a test is written.
/// </summary>
public sealed class LabFixture : IAsyncLifetime
{
    /// <summary>Not the default name: a developer's lab stays as it is.</summary>
    public const string Name = "test";

    private static readonly TimeSpan UpDeadline = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan KubectlDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DownDeadline = TimeSpan.FromMinutes(5);

    private readonly string _repository = Repository.Find();
    private readonly string? _existing = Variable("MINISTACK_LAB_KUBECONFIG");
    private readonly Lazy<Task> _up;
    private KubeApi? _api;

    public LabFixture() => _up = new(UpAsync);

    /// <summary>False when somebody else's cluster is used, whose name and provider are unknown.</summary>
    public bool IsOwn => _existing is null;

    public ClusterSettings Settings => ClusterSettings.Create(Name, _repository);

    public Kubectl Kubectl => new(KubectlProgram.Find(Settings), _existing ?? Settings.KubeconfigPath);

    internal KubeApi Api => _api!;

    /// <summary>Runs <c>kubectl</c>, which has no end of its own when an answer does not come.</summary>
    public async Task<string> KubectlAsync(params IReadOnlyList<string> arguments)
    {
        using var deadline = new CancellationTokenSource(KubectlDeadline);
        return await Kubectl.RunAsync(deadline.Token, arguments);
    }

    public string RepositoryFile(string path) => Path.Combine(_repository, path);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Returns when the lab is up.</summary>
    public Task EnsureUpAsync() => _up.Value;

    private async Task UpAsync()
    {
        if (IsOwn)
            await RunUpAsync();
        _api = new(Kubectl.Kubeconfig);
    }

    private async Task RunUpAsync()
    {
        var result = await LabAsync(UpDeadline, ["up", .. Options()]);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"./lab up ended with exit code {result.ExitCode}:\n{result.Output}\n{result.Error}");
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (!IsOwn || !_up.IsValueCreated)
            return;
        var provider = ProviderRecord.Read(Settings);
        var result = await LabAsync(DownDeadline, "down");
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"./lab down ended with exit code {result.ExitCode}:\n{result.Output}\n{result.Error}");
        if (provider == ProviderKind.Host && HostLeftovers.Find(Settings) is { Count: > 0 } leftovers)
            throw new InvalidOperationException("./lab down left behind:\n" + string.Join('\n', leftovers));
    }

    /// <summary>Runs <c>./lab</c> as a user does.</summary>
    public Task<ProcessResult> LabAsync(params IEnumerable<string> arguments) => LabAsync(UpDeadline, arguments);

    private async Task<ProcessResult> LabAsync(TimeSpan deadline, params IEnumerable<string> arguments)
    {
        using var timeout = new CancellationTokenSource(deadline);
        return await ProcessRunner.RunAsync(
            new(RepositoryFile("lab"), ["--name", Name, .. arguments]), cancellationToken: timeout.Token);
    }

    private static IEnumerable<string> Options() =>
        new[] { ("--provider", "MINISTACK_LAB_PROVIDER"), ("--node-image", "MINISTACK_LAB_NODE_IMAGE"), ("--kind-config", "MINISTACK_LAB_KIND_CONFIG") }
            .Select(option => (Name: option.Item1, Value: Variable(option.Item2)))
            .Where(option => option.Value is not null)
            .SelectMany(option => new[] { option.Name, option.Value! });

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
