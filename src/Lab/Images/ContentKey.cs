using System.Security.Cryptography;
using System.Text;

namespace MiniStack.Lab.Images;

/// <summary>A short name for what something is made from.</summary>
internal static class ContentKey
{
    /// <summary>16 hexadecimal digits.</summary>
    public static string Of(params IEnumerable<string> parts)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..16];

    /// <summary>Of the names and contents of files; the order given does not matter.</summary>
    public static string OfFiles(string root, IEnumerable<string> files)
        => Of(files.Order(StringComparer.Ordinal).Select(f => Path.GetRelativePath(root, f) + " " + HashOf(f)));

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
