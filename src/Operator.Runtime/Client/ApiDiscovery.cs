using System.Globalization;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>What the connected API server is: its version and the group versions it serves.</summary>
/// <param name="Minor">The 20 of v1.20.2.</param>
public sealed record ApiDiscovery(string GitVersion, int Minor, IReadOnlySet<string> GroupVersions)
{
    public bool Serves(string groupVersion) => GroupVersions.Contains(groupVersion);

    public static async Task<ApiDiscovery> LoadAsync(ApiClient client, CancellationToken cancellationToken)
    {
        var version = await client.ReadAsync("/version", ClientJson.Default.VersionInfo, cancellationToken);
        var groups = await client.ReadAsync("/apis", ClientJson.Default.V1APIGroupList, cancellationToken);
        var groupVersions = groups.Groups.SelectMany(group => group.Versions).Select(each => each.GroupVersion).Append("v1");
        return new ApiDiscovery(version.GitVersion, ParseMinor(version.Minor), groupVersions.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Some distributions answer <c>20+</c>.</summary>
    private static int ParseMinor(string minor) =>
        int.Parse(string.Concat(minor.TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture);
}
