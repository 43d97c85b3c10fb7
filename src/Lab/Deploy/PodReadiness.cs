using System.Text.Json;

namespace MiniStack.Lab.Deploy;

/// <summary>
/// Whether pods are ready by their own status. What others say of them, a Deployment or a stack, is older: after a restart of the node they
/// keep their word until their controllers, which start again as well, look anew.
/// </summary>
public static class PodReadiness
{
    /// <summary>The first pod that is to run and is not ready, or null. One that is on its way out, or ran to its end, is not to run.</summary>
    public static string? FindUnready(IEnumerable<JsonElement> pods)
    {
        foreach (var pod in pods)
        {
            var metadata = pod.GetProperty("metadata");
            if (!metadata.TryGetProperty("deletionTimestamp", out _) && !IsReadyOrOver(pod))
                return metadata.GetProperty("name").GetString();
        }
        return null;
    }

    /// <summary>As <see cref="FindUnready"/>, of the pods that a selector finds.</summary>
    public static async Task<string?> FindUnreadyAsync(Kubectl kubectl, string @namespace, string selector, CancellationToken cancellationToken) =>
        FindUnready(await kubectl.ListAsync(cancellationToken, "-n", @namespace, "pods", "-l", selector));

    private static bool IsReadyOrOver(JsonElement pod)
    {
        if (!pod.TryGetProperty("status", out var status))
            return false;
        if (status.TryGetProperty("phase", out var phase) && phase.GetString() is "Succeeded" or "Failed")
            return true;
        return status.TryGetProperty("conditions", out var conditions)
            && conditions.EnumerateArray().Any(condition =>
                condition.GetProperty("type").GetString() == "Ready" && condition.GetProperty("status").GetString() == "True");
    }
}
