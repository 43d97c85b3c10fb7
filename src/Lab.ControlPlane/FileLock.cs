namespace MiniStack.Lab.ControlPlane;

/// <summary>A lock between processes, held as long as the file is open: the kernel lets go of it when its holder dies, however it dies.</summary>
public static class FileLock
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>EWOULDBLOCK, which an <see cref="IOException"/> carries as its HResult: a full disk, say, must not pass for a held lock.</summary>
    private static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Takes the lock, or null where another holds it.</summary>
    public static IDisposable? TryAcquire(string path)
    {
        try
        {
            // FileShare.None takes flock(2) on the file. It is never deleted: a waiter could then lock a file that nobody else sees.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <param name="path">The lock's file, which is created with its directory and stays.</param>
    /// <param name="waiting">Called once, if another holds the lock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<IDisposable> AcquireAsync(string path, Action? waiting = null, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var first = true; ; first = false)
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            if (first)
            {
                waiting?.Invoke();
            }

            await Task.Delay(RetryInterval, cancellationToken);
        }
    }
}
