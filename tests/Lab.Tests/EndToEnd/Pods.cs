using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Questions to a pod of one container.</summary>
internal static class Pods
{
    public static string NameOf(JsonElement pod) => pod.GetProperty("metadata").GetProperty("name").GetString()!;

    public static string UidOf(JsonElement pod) => pod.GetProperty("metadata").GetProperty("uid").GetString()!;

    public static int RestartsOf(JsonElement pod) => ContainerStatus(pod).GetProperty("restartCount").GetInt32();

    /// <summary>False for a pod so new that the kubelet has not spoken of it.</summary>
    public static bool IsReady(JsonElement pod) =>
        pod.GetProperty("status").TryGetProperty("containerStatuses", out _) && ContainerStatus(pod).GetProperty("ready").GetBoolean();

    public static bool IsLeaving(JsonElement pod) => pod.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _);

    /// <summary>Without the runtime's prefix, as it stands in the names of control groups.</summary>
    public static string ContainerIdOf(JsonElement pod) => ContainerStatus(pod).GetProperty("containerID").GetString()!.Split("://")[1];

    public static string NodeOf(JsonElement pod) => pod.GetProperty("spec").GetProperty("nodeName").GetString()!;

    private static JsonElement ContainerStatus(JsonElement pod) =>
        Assert.Single(pod.GetProperty("status").GetProperty("containerStatuses").EnumerateArray().ToList());
}
