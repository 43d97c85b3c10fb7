using System.Globalization;
using MiniStack.ApiPaths;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>What the connected API server is: its version, the group versions it serves, and the fields of those that were asked about.</summary>
/// <param name="Minor">The 20 of v1.20.2.</param>
public sealed record ApiDiscovery(string GitVersion, int Minor, IReadOnlySet<string> GroupVersions)
{
    internal ApiSchemas Schemas { get; init; } = ApiSchemas.None;

    public bool Serves(string groupVersion) => GroupVersions.Contains(groupVersion);

    /// <summary>
    /// Whether a schema has a field. False also where no schemas are published: before Kubernetes 1.24, or of a group version that is
    /// not among those read.
    /// </summary>
    /// <param name="groupVersion">Whose schemas are looked at, such as <c>policy/v1</c>.</param>
    /// <param name="schema">Such as <c>io.k8s.api.policy.v1.PodDisruptionBudgetSpec</c>.</param>
    public bool HasField(string groupVersion, string schema, string field) => Schemas.HasField(groupVersion, schema, field);

    /// <param name="schemas">The group versions whose schemas are read.</param>
    public static async Task<ApiDiscovery> LoadAsync(ApiClient client, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        var version = await client.ReadAsync(ApiPath.Version, ClientJson.Default.VersionInfo, cancellationToken);
        var groups = await client.ReadAsync(ApiPath.Groups, ClientJson.Default.V1APIGroupList, cancellationToken);
        var groupVersions = groups.Groups.SelectMany(group => group.Versions).Select(each => each.GroupVersion).Append("v1");
        return new ApiDiscovery(version.GitVersion, ParseMinor(version.Minor), groupVersions.ToHashSet(StringComparer.Ordinal))
        {
            Schemas = await ApiSchemas.LoadAsync(client, schemas, cancellationToken),
        };
    }

    /// <summary>Some distributions answer <c>20+</c>.</summary>
    private static int ParseMinor(string minor) =>
        int.Parse(string.Concat(minor.TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture);
}
