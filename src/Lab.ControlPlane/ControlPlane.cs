using System.Net;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Certificates;
using MiniStack.Lab.ControlPlane.Commands;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane;

/// <summary>
/// A real Kubernetes API for tests and benchmarks: etcd, kube-apiserver and kube-controller-manager on loopback, without nodes, so that no pod ever runs.
/// Ready in seconds, with its own ports and directory, so that several live side by side. Disposing leaves no process and no file;
/// a process that is killed takes its control planes along.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly ControlPlaneOptions _options;
    private readonly KubernetesBinaries _binaries;
    private readonly ScratchDirectory _directory;
    private readonly ClusterCertificates _certificates;
    private readonly List<ManagedProcess> _processes = [];
    private ClusterClient? _admin;

    private ControlPlane(ControlPlaneOptions options, KubernetesBinaries binaries)
    {
        _options = options;
        _binaries = binaries;
        _directory = ScratchDirectory.Create();
        _certificates = ClusterCertificates.Ensure(InDirectory("pki"), [], options.ServiceRange);
    }

    /// <summary>A kubeconfig that may do everything.</summary>
    public string AdminKubeconfigPath => InDirectory("admin.kubeconfig");

    /// <summary>One JSON object a line, an <c>audit.k8s.io/v1</c> Event for each finished request; null unless asked for.</summary>
    public string? AuditLogPath => _options.AuditLog ? InDirectory("audit.log") : null;

    /// <summary>Such as <c>https://127.0.0.1:20123</c>.</summary>
    public string Server { get; private set; } = "";

    public KubernetesVersion ServerVersion => _binaries.Version;

    /// <summary>The process ids of its programs, by their names: <c>etcd</c>, <c>kube-apiserver</c>, <c>kube-controller-manager</c>.</summary>
    public IReadOnlyDictionary<string, int> ProcessIds => _processes.ToDictionary(each => each.Name, each => each.Id);

    /// <summary>Starts a control plane and waits until its API answers and its controllers work.</summary>
    /// <exception cref="ProcessFailedException">A program ended or was not ready in time; the message ends with its last log lines.</exception>
    public static async Task<ControlPlane> StartAsync(ControlPlaneOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var binaries = options.Binaries ?? await KubernetesBinaries.EnsureAsync(options.Progress, cancellationToken);
        var controlPlane = new ControlPlane(options, binaries);
        try
        {
            await controlPlane.RunAsync(cancellationToken);
            return controlPlane;
        }
        catch
        {
            await controlPlane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a kubeconfig that acts as a service account, by a token good for a day.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="InvalidOperationException">The account does not exist.</exception>
    public async Task<string> KubeconfigForServiceAccountAsync(string ns, string name, CancellationToken cancellationToken = default)
    {
        var token = await _admin!.RequestTokenAsync(ns, name, TimeSpan.FromDays(1), cancellationToken);
        var path = InDirectory($"{ns}.{name}.kubeconfig");
        Kubeconfig.WriteWithToken(path, Server, _certificates.Authority, token);
        return path;
    }

    /// <summary>Runs kubectl as the admin.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="ProcessFailedException">It failed; the message ends with what it said.</exception>
    public Task<string> KubectlAsync(params string[] arguments) => KubectlAsync(arguments, input: null);

    /// <param name="arguments">Without <c>--kubeconfig</c>, unless another than the admin's is meant: the last one counts.</param>
    /// <param name="input">For <c>-f -</c>.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public Task<string> KubectlAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken = default) =>
        ProcessRunner.RunOrThrowAsync(
            // Discovery is cached by host and port for minutes, and another cluster may have had this port a moment ago.
            new(_binaries.Kubectl, [$"--kubeconfig={AdminKubeconfigPath}", $"--cache-dir={InDirectory("kubectl-cache")}", .. arguments]),
            input,
            cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Killed, not asked: nothing of it is kept, and an orderly end takes seconds.
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        _admin?.Dispose();
        _directory.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _options.Progress?.Report($"Starting a Kubernetes {ServerVersion} control plane");
        var etcd = await StartEtcdAsync(cancellationToken);
        await StartApiServerAsync(etcd, cancellationToken);
        if (_options.HasControllerManager)
        {
            await StartControllerManagerAsync(cancellationToken);
        }
    }

    private async Task<EtcdSettings> StartEtcdAsync(CancellationToken cancellationToken)
    {
        var settings = new EtcdSettings { DataDirectory = InDirectory("etcd"), Certificates = _certificates, UnsafeNoFsync = true };
        await StartOnFreePortsAsync("etcd", async () =>
        {
            settings = settings with { ClientPort = FreePorts.Next(settings.Address), PeerPort = FreePorts.Next(settings.Address) };
            using var client = new ClusterClient(settings.ClientUrl, _certificates.Authority, _certificates.Etcd);
            await StartAsync("etcd", ControlPlaneCommands.Etcd(_binaries.Etcd, settings), token => client.IsOkAsync("/health", token), cancellationToken);
        });
        return settings;
    }

    private Task StartApiServerAsync(EtcdSettings etcd, CancellationToken cancellationToken)
    {
        if (_options.AuditLog)
        {
            File.WriteAllText(InDirectory("audit-policy.yaml"), $$"""
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules: [{level: {{(_options.AuditBodies ? "RequestResponse" : "Metadata")}}}]

                """);
        }

        return StartOnFreePortsAsync("kube-apiserver", async () =>
        {
            var settings = new ApiServerSettings
            {
                EtcdUrl = etcd.ClientUrl,
                Certificates = _certificates,
                Port = FreePorts.Next(IPAddress.Loopback),
                ServiceRange = _options.ServiceRange,
                AuditLog = AuditLogPath,
                RuntimeConfig = _options.RuntimeConfig,
                AuditPolicy = InDirectory("audit-policy.yaml"),
            };
            Server = $"https://{settings.BindAddress}:{settings.Port}";
            _admin?.Dispose();
            _admin = new(Server, _certificates.Authority, _certificates.Admin);
            await StartAsync(
                "kube-apiserver", ControlPlaneCommands.ApiServer(_binaries.ApiServer, settings), token => _admin.IsOkAsync("/readyz", token), cancellationToken);
            Kubeconfig.WriteWithCertificate(AdminKubeconfigPath, Server, _certificates.Authority, _certificates.Admin);
        });
    }

    private Task StartControllerManagerAsync(CancellationToken cancellationToken)
    {
        var settings = new ControllerManagerSettings
        {
            Kubeconfig = InDirectory("controller-manager.kubeconfig"),
            Certificates = _certificates,
            Rate = _options.ControllerManagerRate,
        };
        Kubeconfig.WriteWithCertificate(settings.Kubeconfig, Server, _certificates.Authority, _certificates.ControllerManager);
        return StartAsync(
            "kube-controller-manager",
            ControlPlaneCommands.ControllerManager(_binaries.ControllerManager, ServerVersion, settings),
            // Made by a controller: where it stands, the controllers run.
            token => _admin!.IsOkAsync("/api/v1/namespaces/default/serviceaccounts/default", token),
            cancellationToken);
    }

    private async Task StartAsync(string name, CommandLine command, Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken)
    {
        var process = ManagedProcess.Start(name, command, InDirectory($"{name}.log"));
        _processes.Add(process);
        await process.WaitUntilReadyAsync(isReady, _options.Deadline, cancellationToken);
    }

    /// <summary>Another program may take a port between the moment it was found free and the moment it is listened on.</summary>
    private async Task StartOnFreePortsAsync(string name, Func<Task> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await start();
                return;
            }
            catch (ProcessFailedException e) when (attempt < Attempts && e.Message.Contains("address already in use", StringComparison.Ordinal))
            {
                await _processes[^1].DisposeAsync();
                _processes.RemoveAt(_processes.Count - 1);
                File.Delete(InDirectory($"{name}.log"));
            }
        }
    }

    private string InDirectory(string name) => Path.Combine(_directory.Path, name);
}
