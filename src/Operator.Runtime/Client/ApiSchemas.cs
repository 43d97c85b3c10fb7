using System.Text.Json;
using MiniStack.ApiPaths;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>The fields of the schemas that an API server publishes for some group versions (OpenAPI v3).</summary>
internal sealed class ApiSchemas
{
    public static readonly ApiSchemas None = new();

    private readonly HashSet<(string GroupVersion, string Schema, string Field)> _fields = [];

    private ApiSchemas()
    {
    }

    public bool HasField(string groupVersion, string schema, string field) => _fields.Contains((groupVersion, schema, field));

    public static async Task<ApiSchemas> LoadAsync(ApiClient client, IReadOnlyList<string> groupVersions, CancellationToken cancellationToken)
    {
        if (groupVersions.Count == 0)
        {
            return None;
        }

        var schemas = new ApiSchemas();
        try
        {
            var index = await client.ReadAsync(ApiPath.Schemas, ClientJson.Default.JsonElement, cancellationToken);
            foreach (var groupVersion in groupVersions)
            {
                if (index.GetProperty("paths").TryGetProperty(PathOf(groupVersion), out _))
                {
                    schemas.Add(groupVersion, await client.ReadAsync(ApiPath.SchemasOf(groupVersion), ClientJson.Default.JsonElement, cancellationToken));
                }
            }
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // Published since Kubernetes 1.24; an aggregated server may be gone between the index and its document.
        }

        return schemas;
    }

    private static string PathOf(string groupVersion) => groupVersion.Contains('/') ? $"apis/{groupVersion}" : $"api/{groupVersion}";

    private void Add(string groupVersion, JsonElement document)
    {
        if (!document.TryGetProperty("components", out var components) || !components.TryGetProperty("schemas", out var schemas))
        {
            return;
        }

        foreach (var schema in schemas.EnumerateObject())
        {
            if (schema.Value.TryGetProperty("properties", out var properties))
            {
                _fields.UnionWith(properties.EnumerateObject().Select(field => (groupVersion, schema.Name, field.Name)));
            }
        }
    }
}
