using MiniStack.Lab.ControlPlane.Debian;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Binaries;

/// <summary>
/// Builds Kubernetes from Debian 12's source package with Debian's Go, and takes etcd from Debian's package.
/// Everything happens in a directory of its own that is removed afterwards; nothing is installed on the system.
/// </summary>
internal sealed class KubernetesBuild
{
    private const string Release = "bookworm";
    private const string Version = "1.20.2";

    /// <summary>To be raised when the recipe below changes, so that caches made by an older one are left alone.</summary>
    private const int Recipe = 2;

    private const long NeededBytes = 4L << 30;
    private const string ImportPath = "k8s.io/kubernetes";

    // The longest first: a failure shows early, and whoever waits sees the end come nearer quickly.
    private static readonly string[] Programs = ["kube-apiserver", "kube-controller-manager", "kubelet", "kube-scheduler", "kube-proxy", "kubectl"];

    private static readonly string[] Packages =
        ["golang-1.19-go", "golang-1.19-src", "golang-github-modern-go-reflect2-dev", "etcd-server", "xz-utils", "patch"];

    private readonly string _root;
    private readonly IProgress<string>? _progress;
    private readonly CancellationToken _cancellationToken;

    private KubernetesBuild(string root, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        _root = root;
        _progress = progress;
        _cancellationToken = cancellationToken;
    }

    private string Tools => Path.Combine(_root, "tools");

    private string GoPath => Path.Combine(_root, "go");

    private string Source => Path.Combine(GoPath, "src", ImportPath);

    private string Output => Path.Combine(_root, "bin");

    /// <returns>The directory that holds the programs.</returns>
    public static async Task<string> EnsureAsync(string cache, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var parent = Path.Combine(cache, "kubernetes");
        var finished = Path.Combine(parent, $"v{Version}-{Recipe}");
        if (Directory.Exists(finished))
        {
            return finished;
        }

        Directory.CreateDirectory(parent);
        using var held = await FileLock.AcquireAsync(
            Path.Combine(parent, ".lock"), () => progress?.Report("Waiting for another process that is building Kubernetes"), cancellationToken);
        if (Directory.Exists(finished))
        {
            return finished;
        }

        CheckHost(parent);
        var root = Path.Combine(parent, ".build");
        OwnDirectory.Delete(root);
        try
        {
            var build = new KubernetesBuild(root, progress, cancellationToken);
            await build.RunAsync();
            Directory.Move(build.Output, finished);
        }
        finally
        {
            OwnDirectory.Delete(root);
        }

        return finished;
    }

    private static void CheckHost(string directory)
    {
        if (!File.Exists("/etc/debian_version") || !File.Exists("/usr/bin/apt-get"))
        {
            throw new InvalidOperationException(
                $"Kubernetes is built from Debian's source package, and this is no Debian system: set {KubernetesBinaries.OverrideVariable} to a directory with etcd, kube-apiserver and kube-controller-manager.");
        }

        var free = new DriveInfo(directory).AvailableFreeSpace;
        if (free < NeededBytes)
        {
            throw new InvalidOperationException(
                $"Building Kubernetes needs {NeededBytes >> 30} GiB free in {directory}, and there are {free / (double)(1L << 30):0.0} GiB: make room, or set XDG_CACHE_HOME to a directory on a larger disk.");
        }
    }

    private async Task RunAsync()
    {
        _progress?.Report($"Downloading Debian's source of Kubernetes {Version} and Debian's Go");
        var archive = await DebianArchive.OpenAsync(Path.Combine(_root, "apt"), Release, _cancellationToken);
        await archive.ExtractAsync(Packages, Tools, _cancellationToken);
        var (upstream, debian) = await archive.DownloadSourceAsync("kubernetes", _cancellationToken);

        _progress?.Report("Unpacking the source");
        await UnpackAsync(upstream, debian);
        ReplaceReflect2();
        LetEmptyStringsPass();

        _progress?.Report("Generating the API's descriptions");
        await GenerateOpenApiAsync();

        Directory.CreateDirectory(Output);
        foreach (var (index, program) in Programs.Index())
        {
            _progress?.Report($"Compiling {program} ({index + 1} of {Programs.Length}; all take about 5 minutes on 2 cores)");
            await GoAsync(["build", "-trimpath", "-ldflags", LinkerFlags(), "-o", Path.Combine(Output, program), $"./cmd/{program}"]);
        }

        File.Copy(Path.Combine(Tools, "usr/bin/etcd"), Path.Combine(Output, "etcd"));
    }

    private async Task UnpackAsync(string upstream, string debian)
    {
        Directory.CreateDirectory(Source);
        await RunAsync("tar", ["-xf", upstream, "--strip-components=1"], Source);
        await RunAsync("tar", ["-xf", debian], Source);
        var patches = Path.Combine(Source, "debian/patches");
        foreach (var patch in await File.ReadAllLinesAsync(Path.Combine(patches, "series"), _cancellationToken))
        {
            if (patch.Trim() is { Length: > 0 } name && !name.StartsWith('#'))
            {
                await RunAsync(Path.Combine(Tools, "usr/bin/patch"), ["-p1", "-s", "-i", Path.Combine(patches, name)], Source);
            }
        }
    }

    /// <summary>The tree carries reflect2 1.0.1, which reads Go's maps by their layout before Go 1.18 and panics on a later one.</summary>
    private void ReplaceReflect2()
    {
        var vendored = Path.Combine(Source, "vendor/github.com/modern-go/reflect2");
        var packaged = Path.Combine(Tools, "usr/share/gocode/src/github.com/modern-go/reflect2");
        foreach (var file in GoFiles(vendored))
        {
            File.Delete(file);
        }

        foreach (var file in GoFiles(packaged))
        {
            File.Copy(file, Path.Combine(vendored, Path.GetFileName(file)));
        }

        static IEnumerable<string> GoFiles(string directory) =>
            Directory.GetFiles(directory).Where(file => Path.GetExtension(file) is ".go" or ".s");
    }

    /// <summary>
    /// The validation of custom resources takes a value for null when it lies at the same address as Go's zero value. Built with Go 1.19, every
    /// empty string does, so that the API server would refuse <c>""</c> in a spec or a status.
    /// </summary>
    private void LetEmptyStringsPass()
    {
        const string Condition = " || reflect.DeepEqual(reflect.Zero(reflect.TypeOf(data)), reflect.ValueOf(data))";
        var file = Path.Combine(Source, "vendor/k8s.io/kube-openapi/pkg/validation/validate/type.go");
        var text = File.ReadAllText(file);
        if (!text.Contains(Condition, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{file} is not as expected: Debian's source of Kubernetes has changed.");
        }

        File.WriteAllText(file, text.Replace(Condition, "", StringComparison.Ordinal));
    }

    /// <summary>Writes <c>pkg/generated/openapi</c>, which the API server compiles in and the source package leaves out.</summary>
    private async Task GenerateOpenApiAsync()
    {
        var generator = Path.Combine(_root, "openapi-gen");
        await GoAsync(["build", "-o", generator, "./vendor/k8s.io/kube-openapi/cmd/openapi-gen"]);
        await RunAsync(
            generator,
            [
                "--input-dirs", string.Join(',', OpenApiPackages()),
                "--output-package", $"{ImportPath}/pkg/generated/openapi",
                "--output-file-base", "zz_generated.openapi",
                "--output-base", Path.Combine(GoPath, "src"),
                "--go-header-file", "/dev/null",
                "--report-filename", Path.Combine(_root, "violations"),
            ],
            Source);
    }

    private SortedSet<string> OpenApiPackages()
    {
        var packages = new SortedSet<string>(StringComparer.Ordinal);
        // The vendor directory links to these; in GOPATH mode a package is known by its path below it.
        foreach (var (directory, path) in ((string, string)[])[("pkg", $"{ImportPath}/pkg"), ("staging/src", $"{ImportPath}/vendor")])
        {
            var root = Path.Combine(Source, directory);
            foreach (var file in Directory.EnumerateFiles(root, "*.go", SearchOption.AllDirectories))
            {
                var package = Path.GetRelativePath(root, Path.GetDirectoryName(file)!);
                if (!IsGeneratorOrSample(package) && File.ReadAllText(file).Contains("+k8s:openapi-gen=", StringComparison.Ordinal))
                {
                    packages.Add($"{path}/{package}");
                }
            }
        }

        return packages;
    }

    private static bool IsGeneratorOrSample(string package) =>
        package.StartsWith("k8s.io/code-generator/", StringComparison.Ordinal)
        || package.StartsWith("k8s.io/sample-apiserver/", StringComparison.Ordinal)
        || package.Contains("generated/", StringComparison.Ordinal);

    // The source package is no git checkout, from which the version would come otherwise.
    private static string LinkerFlags()
    {
        var parts = Version.Split('.');
        string[] stamps = [$"gitVersion=v{Version}", $"gitMajor={parts[0]}", $"gitMinor={parts[1]}"];
        string[] packages = ["component-base/version", "client-go/pkg/version"];
        return string.Join(' ', ["-s", "-w", .. packages.SelectMany(package => stamps, (package, stamp) => $"-X {ImportPath}/vendor/k8s.io/{package}.{stamp}")]);
    }

    private Task<string> GoAsync(IReadOnlyList<string> arguments) => RunAsync(Path.Combine(Tools, "usr/lib/go-1.19/bin/go"), arguments, Source);

    private Task<string> RunAsync(string fileName, IReadOnlyList<string> arguments, string workingDirectory) => ProcessRunner.RunOrThrowAsync(
        new(fileName, arguments),
        workingDirectory: workingDirectory,
        environment: new Dictionary<string, string>
        {
            // tar looks for xz.
            ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:{Path.Combine(Tools, "usr/bin")}",
            ["GOROOT"] = Path.Combine(Tools, "usr/lib/go-1.19"),
            ["GOPATH"] = GoPath,
            ["GOCACHE"] = Path.Combine(_root, "go-cache"),
            ["GO111MODULE"] = "off",
            ["GOENV"] = "off",
            ["GOFLAGS"] = "",
            ["CGO_ENABLED"] = "0",
        },
        cancellationToken: _cancellationToken);
}
