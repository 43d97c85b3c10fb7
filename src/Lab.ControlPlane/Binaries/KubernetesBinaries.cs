using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Binaries;

/// <summary>The programs of one Kubernetes release, and etcd.</summary>
public sealed record KubernetesBinaries
{
    /// <summary>A directory of binaries to use in place of those built here; the name is the one that Go's test tools use.</summary>
    public const string OverrideVariable = "KUBEBUILDER_ASSETS";

    private static readonly string[] ControlPlanePrograms = ["etcd", "kube-apiserver", "kube-controller-manager"];
    private static readonly string[] NodePrograms = ["kube-scheduler", "kubelet", "kube-proxy"];

    private KubernetesBinaries(string directory, KubernetesVersion version)
    {
        Directory = directory;
        Version = version;
    }

    public string Directory { get; }

    public KubernetesVersion Version { get; }

    public string Etcd => PathOf("etcd");

    public string ApiServer => PathOf("kube-apiserver");

    public string ControllerManager => PathOf("kube-controller-manager");

    public string Scheduler => PathOf("kube-scheduler");

    public string Kubelet => PathOf("kubelet");

    public string Proxy => PathOf("kube-proxy");

    /// <summary>The one beside the others, else the one in PATH.</summary>
    public string Kubectl => File.Exists(PathOf("kubectl")) ? PathOf("kubectl") : "kubectl";

    /// <summary>
    /// Finds the programs: in <see cref="OverrideVariable"/>'s directory, else in the cache, where they are first built from Debian's
    /// source if they are not there (about 5 minutes on 2 cores; processes that ask at once wait for one build).
    /// </summary>
    /// <exception cref="InvalidOperationException">They cannot be had; the message says what is missing.</exception>
    /// <exception cref="ProcessFailedException">A step of the build failed; the message ends with its last lines.</exception>
    public static async Task<KubernetesBinaries> EnsureAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Environment.GetEnvironmentVariable(OverrideVariable) is { Length: > 0 } assets)
        {
            return await OpenAsync(Path.GetFullPath(assets), cancellationToken);
        }

        return await OpenAsync(await KubernetesBuild.EnsureAsync(MiniStackCache.Directory, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Takes the programs of one directory as they are.</summary>
    /// <exception cref="InvalidOperationException">One that every control plane needs is missing.</exception>
    public static async Task<KubernetesBinaries> OpenAsync(string directory, CancellationToken cancellationToken = default)
    {
        var missing = ControlPlanePrograms.Where(name => !File.Exists(Path.Combine(directory, name))).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"{directory} has no {string.Join(", no ", missing)}: let {OverrideVariable} name a directory that holds them, or unset it to build them from Debian's source.");
        }

        var output = await ProcessRunner.RunOrThrowAsync(
            new(Path.Combine(directory, "kube-apiserver"), ["--version"]), cancellationToken: cancellationToken);
        return new(directory, KubernetesVersion.Parse(output));
    }

    /// <summary>Names of the programs that a node needs and this directory lacks: a test's assets often hold the control plane alone.</summary>
    public IReadOnlyList<string> MissingNodePrograms() => [.. NodePrograms.Where(name => !File.Exists(PathOf(name)))];

    private string PathOf(string name) => Path.Combine(Directory, name);
}
