namespace MiniStack.Lab.ControlPlane;

/// <summary>
/// A directory in the system's temporary one that goes with its owner. An owner that was killed could not remove its own:
/// the next one does, telling the dead from the living by a lock that the kernel gives up with the process.
/// </summary>
internal sealed class ScratchDirectory : IDisposable
{
    private const string Prefix = "ministack-control-plane-";

    private readonly IDisposable _lock;

    private ScratchDirectory(string path, IDisposable held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public static ScratchDirectory Create()
    {
        RemoveAbandoned();
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Prefix + System.IO.Path.GetRandomFileName());
        // The lock stands before the directory does, or another's sweep could take the directory for abandoned.
        var held = FileLock.TryAcquire(LockOf(path)) ?? throw new IOException($"{LockOf(path)} is locked.");
        PrivateFile.CreateDirectory(path);
        return new(path, held);
    }

    public void Dispose()
    {
        Remove(Path);
        _lock.Dispose();
    }

    private static void RemoveAbandoned()
    {
        foreach (var path in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using var held = FileLock.TryAcquire(LockOf(path));
                if (held is not null)
                {
                    Remove(path);
                }
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                // Another user's, or another sweep was faster.
            }
        }
    }

    private static void Remove(string path)
    {
        OwnDirectory.Delete(path);
        File.Delete(LockOf(path));
    }

    private static string LockOf(string path) => path + ".lock";
}
