using MiniStack.Lab.Images.Debian;

namespace MiniStack.Lab.Host;

internal static class HostPrerequisites
{
    private static readonly string[] Programs = ["ip", "unshare", "nsenter", "setsid", "setpriv", "apt-get", "dpkg-deb"];

    /// <summary>One sentence, or null when a node can be started here. Changes nothing.</summary>
    public static async Task<string?> FindMissingAsync(CancellationToken cancellationToken)
    {
        if (!DebianSuite.IsOnDebian)
            return "The host provider runs on Debian alone: start a Docker engine and use the kind provider instead.";
        if (!Environment.IsPrivilegedProcess)
            return "The host provider makes namespaces, links and mounts: run it as root, or start a Docker engine and use the kind provider instead.";
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]).ToList();
        if (Programs.FirstOrDefault(program => !path.Exists(directory => File.Exists(Path.Combine(directory, program)))) is { } missing)
            return $"The program '{missing}' is missing: install it with 'apt-get install iproute2 util-linux apt dpkg'.";
        foreach (var module in KernelModules.Missing())
        {
            if (!await KernelModules.CanLoadAsync(module, cancellationToken).ConfigureAwait(false))
                return $"This kernel lacks '{module}', which pods need: boot Debian's own kernel, or use the kind provider instead.";
        }
        return null;
    }
}
