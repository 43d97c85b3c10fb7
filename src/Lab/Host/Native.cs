using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniStack.Lab.Host;

internal static partial class Native
{
    public const int SigHup = 1;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public const uint ReadOnly = 1;
    public const uint Bind = 0x1000;
    public const uint Recursive = 0x4000;
    public const uint Shared = 1 << 20;

    /// <summary>Whether there was such a process to signal.</summary>
    public static bool Signal(int processId, int signal) => Kill(processId, signal) == 0;

    /// <exception cref="LabException">The kernel refused.</exception>
    public static void Mount(string source, string target, string? type, uint flags, string? data = null)
    {
        if (MountCall(source, target, type, flags, data) != 0)
            throw new LabException($"Cannot mount {source} on {target}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
    }

    public static void BindMount(string source, string target)
    {
        Directory.CreateDirectory(source);
        Directory.CreateDirectory(target);
        Mount(source, target, null, Bind | Recursive);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string source, string target, string? type, nuint flags, string? data);
}
