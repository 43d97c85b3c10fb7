using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MiniStack.Lab.Images.Debian;

namespace MiniStack.Lab.Images;

/// <summary>
/// What native programs are linked with: the gcc and the C library of an older Debian, unpacked into the cache, whatever this system has.
/// So nothing need be installed; and what is linked with an old C library runs on every newer one, that of the images among them.
/// Elsewhere than on Debian, where no such images are made, it is the system's own.
/// </summary>
internal sealed class NativeLinker
{
    private const string Suite = "bookworm";

    /// <summary>Raised when the same packages give another directory than before.</summary>
    private const string Revision = "1";

    /// <summary>Compilers, sanitizers and what else no link asks for; libstdc++, lest .NET itself loads this one.</summary>
    private const string Needless = @"^(cpp.*|gcc-.*-base|lib(a|l|t|ub)san\d|libitm1|libgomp1|libquadmath0|libatomic1|libcc1-0|libstdc\+\+6|linux-libc-dev"
        + "|lib(crypt|nsl|tirpc|krb5|gssapi|k5crypto|com-err|keyutils|ssl).*|rpcsvc-proto|libc-dev-bin)$";

    private NativeLinker()
    {
    }

    private NativeLinker(string root)
    {
        Properties = [$"-p:SysRoot={root}", "-p:CppCompilerAndLinker=gcc"];
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{root}/usr/bin:{System.Environment.GetEnvironmentVariable("PATH")}",
            ["LD_LIBRARY_PATH"] = $"{root}/usr/lib/{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu",
        };
    }

    /// <summary>For <c>dotnet publish</c>.</summary>
    public IReadOnlyList<string> Properties { get; } = [];

    /// <summary>For <c>dotnet publish</c>, too: gcc finds its linker by the one variable, and that its own libraries by the other.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <param name="directory">Of the images' cache.</param>
    /// <param name="progress">Hears what takes long.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    public static async Task<NativeLinker> EnsureAsync(string directory, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!DebianSuite.IsOnDebian)
            return new NativeLinker();
        var root = Path.Combine(directory, $"linker-{Revision}");
        var suite = new DebianSuite(Suite, Path.Combine(directory, "debian", Suite), progress);
        await UnpackedPackages.EnsureAsync(root, suite, async token =>
        {
            progress.Report($"Downloading the linker of Debian {Suite}");
            return [.. (await suite.ResolveAsync(["gcc", "libc6-dev"], token)).Where(p => !Regex.IsMatch(p.Name, Needless))];
        }, _ => { }, cancellationToken);
        return new NativeLinker(root);
    }
}
