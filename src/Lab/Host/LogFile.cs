using System.Text;

namespace MiniStack.Lab.Host;

internal static class LogFile
{
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The last lines, oldest first; none when there is no such file.</summary>
    public static IReadOnlyList<string> Tail(string path, int count) => File.Exists(path) ? [.. File.ReadLines(path).TakeLast(count)] : [];

    /// <summary>Copies the log, and with <paramref name="follow"/> what is added to it, until cancelled.</summary>
    public static async Task CopyAsync(string path, bool follow, TextWriter output, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return;
        using var reader = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete });
        var buffer = new char[8192];
        while (true)
        {
            var read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0)
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            else if (!follow)
                return;
            else
                await Task.Delay(FollowInterval, cancellationToken).ConfigureAwait(false);
        }
    }
}
