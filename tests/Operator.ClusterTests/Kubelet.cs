using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.ClusterTests;

/// <summary>
/// Writes what a node would write, since there is none: pods become ready, Jobs' pods end, pods that are deleted go away, and volume
/// claims are bound and grow. Objects and controllers are the API server's own; nothing runs.
/// </summary>
public sealed class Kubelet : IAsyncDisposable
{
    private const string Node = "node";
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(500);

    private readonly AdminClient _admin;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private volatile Func<JsonElement, PodFate> _fateOf = pod => IsOfJob(pod) ? PodFate.Succeed : PodFate.Run;

    private Kubelet(AdminClient admin, string? ns)
    {
        _admin = admin;
        var scope = ns is null ? "/api/v1" : $"/api/v1/namespaces/{ns}";
        _work = Task.WhenAll(
            FollowAsync($"{scope}/pods", ServePodAsync),
            FollowAsync($"{scope}/persistentvolumeclaims", ServeClaimAsync));
    }

    /// <param name="ns">Null: every namespace.</param>
    public static Kubelet Start(AdminClient admin, string? ns = null) => new(admin, ns);

    /// <summary>What becomes of a pod from its next change on. By default a Job's succeeds and every other gets ready.</summary>
    public Func<JsonElement, PodFate> FateOf
    {
        set => _fateOf = value;
    }

    /// <summary>What the containers of a pod would do, before it gets ready or ends; false when they fail and are to be started again.</summary>
    public Func<JsonElement, Task<bool>> Running { get; set; } = _ => Task.FromResult(true);

    /// <summary>Of the images that pods run from now on, as a runtime tells it.</summary>
    public string ImageId { get; set; } = "";

    public static bool IsOfJob(JsonElement pod) =>
        pod.GetProperty("metadata").TryGetProperty("ownerReferences", out var owners)
        && owners.EnumerateArray().Any(owner => owner.GetProperty("kind").GetString() == "Job");

    public static Task MakeReadyAsync(AdminClient admin, JsonElement pod) => WriteStatusAsync(admin, pod, "Running", """{"running":{}}""", isReady: true);

    /// <exception cref="Exception">What ended its work before its time.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_work.IsFaulted)
        {
            await _work;
        }

        await _stop.CancelAsync();
        try
        {
            await _work;
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // A request was under way.
        }

        _stop.Dispose();
    }

    private async Task FollowAsync(string path, Func<JsonElement, Task> serve)
    {
        while (true)
        {
            try
            {
                await foreach (var change in _admin.WatchAsync(path, _stop.Token))
                {
                    if (change.GetProperty("type").GetString() is "ADDED" or "MODIFIED")
                    {
                        await serve(change.GetProperty("object"));
                    }
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.Forbidden)
            {
                // The object went or changed meanwhile, or its namespace is going, where nothing may be created: the next stream begins
                // with what is there now.
            }
            catch (IOException) when (!_stop.IsCancellationRequested)
            {
                // The server ended the stream.
            }
        }
    }

    private async Task ServePodAsync(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var path = PathOf(pod);
        if (metadata.TryGetProperty("deletionTimestamp", out _))
        {
            await _admin.DeleteAsync($"{path}?gracePeriodSeconds=0");
            return;
        }

        var fate = _fateOf(pod);
        if (fate == PodFate.Wait || HasMet(pod, fate))
        {
            return;
        }

        if (!pod.GetProperty("spec").TryGetProperty("nodeName", out _))
        {
            // A pod without a node goes at once when it is deleted, and holds no volume: not what a cluster does.
            await _admin.CreateAsync($"{path}/binding", $$$"""
                {"apiVersion":"v1","kind":"Binding","metadata":{"name":"{{{metadata.GetProperty("name").GetString()}}}"},"target":{"kind":"Node","name":"{{{Node}}}"} }
                """);
        }

        if (!await Running(pod))
        {
            _ = StartAgainAsync(path);
            return;
        }

        await (fate switch
        {
            PodFate.Run => WriteStatusAsync(_admin, pod, "Running", """{"running":{}}""", isReady: true, ImageId),
            PodFate.Succeed => WriteStatusAsync(_admin, pod, "Succeeded", """{"terminated":{"exitCode":0,"reason":"Completed"}}""", isReady: false, ImageId),
            PodFate.Break => WriteStatusAsync(
                _admin, pod, "Running", """{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 20s restarting failed container"}}""", isReady: false),
            _ => WriteStatusAsync(_admin, pod, "Failed", """{"terminated":{"exitCode":1,"reason":"Error"}}""", isReady: false),
        });
    }

    private async Task StartAgainAsync(string path)
    {
        try
        {
            await Task.Delay(BackOff, _stop.Token);
            if (await _admin.FindAsync(path) is { } pod)
            {
                await ServePodAsync(pod);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or HttpRequestException)
        {
            // The pod changed or went, which the stream tells as well, or the test is over.
        }
    }

    private static bool HasMet(JsonElement pod, PodFate fate) => pod.GetProperty("status").GetProperty("phase").GetString() switch
    {
        "Succeeded" or "Failed" => true,
        "Running" => fate == (IsReady(pod) ? PodFate.Run : PodFate.Break),
        _ => false,
    };

    private static bool IsReady(JsonElement pod) => pod.GetProperty("status").GetProperty("conditions").EnumerateArray()
        .Any(each => each.GetProperty("type").GetString() == "Ready" && each.GetProperty("status").GetString() == "True");

    private static async Task WriteStatusAsync(
        AdminClient admin, JsonElement pod, string phase, string state, bool isReady, string imageId = "")
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var condition = isReady ? "True" : "False";
        var spec = pod.GetProperty("spec");
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["startTime"] = now,
            ["conditions"] = new JsonArray(
                [.. new[] { ("PodScheduled", "True"), ("Initialized", "True"), ("ContainersReady", condition), ("Ready", condition) }.Select(each =>
                    (JsonNode)new JsonObject { ["type"] = each.Item1, ["status"] = each.Item2, ["lastTransitionTime"] = now })]),
            ["containerStatuses"] = Containers("containers", state, isReady),
            // As the database's tells of its data.
            ["initContainerStatuses"] = Containers("initContainers", """{"terminated":{"exitCode":0,"reason":"Completed","message":"17\n"}}""", ready: true),
        };
        await admin.PatchAsync($"{PathOf(pod)}/status", new JsonObject { ["status"] = status }.ToJsonString());

        JsonArray Containers(string field, string each, bool ready) => !spec.TryGetProperty(field, out var containers) ? [] : new(
            [.. containers.EnumerateArray().Select(container => (JsonNode)new JsonObject
            {
                ["name"] = container.GetProperty("name").GetString(),
                ["image"] = container.GetProperty("image").GetString(),
                ["imageID"] = imageId,
                ["ready"] = ready,
                ["restartCount"] = 0,
                ["state"] = JsonNode.Parse(each),
            })]);
    }

    /// <summary>What a provisioner and a resizer do: a volume made for the claim, and as large as it asks.</summary>
    private async Task ServeClaimAsync(JsonElement claim)
    {
        var metadata = claim.GetProperty("metadata");
        var spec = claim.GetProperty("spec");
        var size = spec.GetProperty("resources").GetProperty("requests").GetProperty("storage").GetString()!;
        var volume = $"volume-{metadata.GetProperty("uid").GetString()}";
        if (metadata.TryGetProperty("deletionTimestamp", out _))
        {
            return;
        }

        if (!spec.TryGetProperty("volumeName", out _))
        {
            if (await _admin.FindAsync($"/api/v1/persistentvolumes/{volume}") is null)
            {
                await _admin.CreateAsync("/api/v1/persistentvolumes", new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = volume },
                    ["spec"] = new JsonObject
                    {
                        ["capacity"] = new JsonObject { ["storage"] = size },
                        ["accessModes"] = JsonNode.Parse(spec.GetProperty("accessModes").GetRawText()),
                        ["storageClassName"] = spec.TryGetProperty("storageClassName", out var named) ? named.GetString() : "",
                        ["persistentVolumeReclaimPolicy"] = "Retain",
                        ["csi"] = new JsonObject { ["driver"] = "disks.example.test", ["volumeHandle"] = volume },
                        ["claimRef"] = new JsonObject
                        {
                            ["namespace"] = metadata.GetProperty("namespace").GetString(),
                            ["name"] = metadata.GetProperty("name").GetString(),
                            ["uid"] = metadata.GetProperty("uid").GetString(),
                        },
                    },
                }.ToJsonString());
            }
        }
        else if (claim.GetProperty("status").TryGetProperty("capacity", out var capacity) && capacity.GetProperty("storage").GetString() != size)
        {
            var grown = new JsonObject { ["capacity"] = new JsonObject { ["storage"] = size } };
            await _admin.PatchAsync($"/api/v1/persistentvolumes/{volume}", new JsonObject { ["spec"] = grown.DeepClone() }.ToJsonString());
            await _admin.PatchAsync($"{_admin.PathOf("pvc", metadata.GetProperty("namespace").GetString()!, metadata.GetProperty("name").GetString())}/status",
                new JsonObject { ["status"] = grown }.ToJsonString());
        }
    }

    private static string PathOf(JsonElement pod) =>
        $"/api/v1/namespaces/{pod.GetProperty("metadata").GetProperty("namespace").GetString()}/pods/{pod.GetProperty("metadata").GetProperty("name").GetString()}";
}
