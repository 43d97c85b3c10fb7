using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// How the API server's objects are read: without <c>managedFields</c>, which nothing here looks at and which are often the larger half of
/// an object, and with texts that many objects share kept once.
/// </summary>
internal static class LeanJson
{
    private static readonly ConcurrentDictionary<JsonSerializerOptions, JsonSerializerOptions> Known = new();

    public static JsonTypeInfo<T> Of<T>(JsonTypeInfo<T> json) => (JsonTypeInfo<T>)Known.GetOrAdd(json.Options, Create).GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create(JsonSerializerOptions options) => new(options)
    {
        TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(LeaveOutManagedFields),
        Converters = { new SharedStringConverter() },
    };

    private static void LeaveOutManagedFields(JsonTypeInfo info)
    {
        if (info.Type == typeof(V1ObjectMeta) && info.Properties.FirstOrDefault(each => each.Name == "managedFields") is { } property)
        {
            info.Properties.Remove(property);
        }
    }
}
