using System.Globalization;

namespace MiniStack.Lab.Host;

/// <summary>The init's own log: its standard output, which <c>up</c> put into a file.</summary>
internal static class NodeLog
{
    public static void Write(string message) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message}"));
}
