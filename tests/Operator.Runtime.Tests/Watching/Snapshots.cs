using System.Text.Json;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Tests.Watching;

internal static class Snapshots
{
    public static readonly ResourceType<V1ConfigMap> ConfigMap = new("", "v1", "ConfigMap", "configmaps", TestJson.Default.V1ConfigMap);

    public static Snapshot<V1ConfigMap> Of(V1ConfigMap item)
    {
        item.Metadata.Name ??= "a";
        return Take(ConfigMap, JsonSerializer.SerializeToUtf8Bytes(item, TestJson.Default.V1ConfigMap));
    }

    public static Snapshot<T> Take<T>(ResourceType<T> type, ReadOnlySpan<byte> json)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Assert.True(Snapshot<T>.TryTake(type, ref reader, json, out var snapshot));
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        Assert.Equal(0, reader.CurrentDepth);
        return snapshot;
    }
}
