using System.Globalization;
using System.Text.Json;

namespace MiniStack.Lab.Deploy;

/// <summary>The API server's version, and which of the repository's manifests it takes.</summary>
public sealed record ServerVersion(int Major, int Minor, string Text)
{
    /// <summary>From <c>kubectl version -o json</c>. Some vendors append a plus sign to the minor version.</summary>
    public static ServerVersion Parse(JsonElement version)
    {
        var server = version.GetProperty("serverVersion");
        return new ServerVersion(
            Number(server.GetProperty("major").GetString()!),
            Number(server.GetProperty("minor").GetString()!),
            server.GetProperty("gitVersion").GetString()!);
    }

    /// <summary>
    /// Path from the repository's root. The CRD's rules compare quantities, which no server older than 1.29 does: it refuses the CRD. For
    /// those there is a copy without rules.
    /// </summary>
    public string InstallManifest => (Major, Minor).CompareTo((1, 29)) < 0 ? "config/before-1.29/install.yaml" : "config/install.yaml";

    private static int Number(string text) => int.Parse(text.TrimEnd('+'), CultureInfo.InvariantCulture);
}
