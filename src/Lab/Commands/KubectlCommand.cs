using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniStack.Lab.Commands;

/// <summary>Becomes kubectl, so that terminals, signals and exit codes are kubectl's own.</summary>
public sealed partial class KubectlCommand(LabSession session)
{
    private const int SigPipe = 13;

    public int Run(IReadOnlyList<string> arguments)
    {
        var kubectl = session.Kubectl();
        Environment.SetEnvironmentVariable("KUBECONFIG", kubectl.Kubeconfig);

        // .NET ignores SIGPIPE and exec would pass that on: `kubectl logs -f | head` would then never end.
        Signal(SigPipe, 0);
        string?[] environment = [.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(pair => $"{pair.Key}={pair.Value}"), null];
        _ = Execute(kubectl.Path, [kubectl.Path, .. arguments, null], environment);
        throw new LabException($"{kubectl.Path} could not be started: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
    }

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
