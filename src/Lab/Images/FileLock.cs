namespace MiniStack.Lab.Images;

/// <summary>Mutual exclusion between processes. The kernel lets go of it when its holder dies, however it dies.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the lock is free; disposing the result releases it.</summary>
    public static async Task<IDisposable> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                // FileShare.None takes flock(2) on the file. It is never deleted: a waiter could then lock a file that nobody else sees.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path) && !DiskFull.Is(e))
            {
                await Task.Delay(Interval, cancellationToken);
            }
        }
    }
}
