using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MiniStack.Lab.Host;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostRecord))]
[JsonSerializable(typeof(NodeOptions))]
[JsonSerializable(typeof(NodeStatus))]
internal sealed partial class HostJson : JsonSerializerContext
{
    /// <summary>Null when the file is missing or half a file: both mean that nothing is known.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Readers see the old file or the new one, never a part.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var next = path + ".new";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(value, type));
        File.Move(next, path, overwrite: true);
    }
}
