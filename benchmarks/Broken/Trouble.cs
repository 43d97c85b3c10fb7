using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MiniStack.Benchmarks.Broken;

/// <summary>What keeps a pod of an API from running, as its kubelet or the scheduler would write it.</summary>
/// <param name="Code">What the operator calls it.</param>
/// <param name="Phase">The pod's.</param>
/// <param name="Scheduled">The condition <c>PodScheduled</c>, as JSON without its type.</param>
/// <param name="Container">The status of the one container, as JSON without name and image; null for a pod that no node has.</param>
/// <param name="Reasons">Of the events that tell of it.</param>
internal sealed record Trouble(string Code, string Phase, string Scheduled, string? Container, IReadOnlyList<string> Reasons)
{
    private const string HasNode = """ "status":"True" """;

    public static Trouble CrashLoop { get; } = new(
        "CrashLoop",
        "Running",
        HasNode,
        """
        "restartCount":7,
        "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container=api"}},
        "lastState":{"terminated":{"exitCode":1,"reason":"Error","startedAt":"2024-01-01T00:00:00Z","finishedAt":"2024-01-01T00:00:01Z",
          "message":"Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    import torch\nModuleNotFoundError: No module named 'torch'\n"} }
        """,
        ["Started", "BackOff"]);

    public static Trouble ImagePull { get; } = new(
        "ImagePullFailed",
        "Pending",
        HasNode,
        """
        "restartCount":0,
        "state":{"waiting":{"reason":"ErrImagePull","message":"rpc error: code = NotFound desc = failed to pull and unpack image \"example.test/api:1\": failed to resolve reference \"example.test/api:1\": example.test/api:1: not found"} }
        """,
        ["Pulling", "Failed", "BackOff"]);

    public static Trouble Pending { get; } = new(
        "Unschedulable",
        "Pending",
        """ "status":"False","reason":"Unschedulable","message":"0/3 nodes are available: 3 Insufficient cpu.","lastTransitionTime":"2024-01-01T00:00:00Z" """,
        null,
        ["FailedScheduling"]);

    /// <summary>Every kind, in turn.</summary>
    public static IReadOnlyList<Trouble> All { get; } = [CrashLoop, ImagePull, Pending];

    /// <returns>A merge patch of the pod's status.</returns>
    public byte[] Status()
    {
        var containers = Container is null ? "[]" : $$"""[{"name":"api","image":"example.test/api:1","imageID":"","ready":false,{{Container}}}]""";
        return Encoding.UTF8.GetBytes(
            $$$"""
            {"status":{"phase":"{{{Phase}}}","containerStatuses":{{{containers}}},
             "conditions":[{"type":"PodScheduled",{{{Scheduled}}}},{"type":"Ready","status":"False","reason":"ContainersNotReady","lastTransitionTime":"{{{Now()}}}"}]} }
            """);
    }

    /// <returns>The bodies of its events.</returns>
    public IEnumerable<byte[]> Events(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var (ns, name, uid) = (metadata.GetProperty("namespace").GetString(), metadata.GetProperty("name").GetString(), metadata.GetProperty("uid").GetString());
        return Reasons.Select(reason => Encoding.UTF8.GetBytes(
            $$$"""
            {"metadata":{"namespace":"{{{ns}}}","name":"{{{name}}}.{{{reason.ToLowerInvariant()}}}"},"type":"Warning","reason":"{{{reason}}}","message":"{{{reason}}} of a pod that has trouble","count":9,
             "involvedObject":{"apiVersion":"v1","kind":"Pod","namespace":"{{{ns}}}","name":"{{{name}}}","uid":"{{{uid}}}"},
             "source":{"component":"bench"},"firstTimestamp":"{{{Now()}}}","lastTimestamp":"{{{Now()}}}"}
            """));
    }

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
