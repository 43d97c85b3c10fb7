namespace MiniStack.Lab.ControlPlane.Binaries;

/// <summary>A lock between processes, held as long as the file is open: the kernel lets go of it when its holder dies.</summary>
public static class FileLock
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes the lock, or null where another holds it.</summary>
    public static IDisposable? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <param name="path">The lock's file, which is created and stays.</param>
    /// <param name="waiting">Called once, if another holds the lock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<IDisposable> AcquireAsync(string path, Action? waiting = null, CancellationToken cancellationToken = default)
    {
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
