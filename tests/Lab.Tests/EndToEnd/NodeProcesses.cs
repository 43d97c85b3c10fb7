using System.Text.Json;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>A container's processes, seen from its node: on this host, or in the Docker container that is a kind node.</summary>
internal static class NodeProcesses
{
    /// <summary>Sends a signal (<c>STOP</c>, <c>CONT</c>) to every process of the pod's container.</summary>
    public static async Task SignalAsync(TestStack stack, JsonElement pod, string signal)
    {
        // Nothing inside the container takes part: a process cannot stop the first one of its own namespace.
        var script = $$"""
            found=1
            for process in /proc/[0-9]*; do
              grep -qs {{Pods.ContainerIdOf(pod)}} $process/cgroup && kill -{{signal}} ${process#/proc/} && found=0
            done
            exit $found
            """;
        await ProcessRunner.RunOrThrowAsync(await IsKindAsync(stack, Pods.NodeOf(pod))
            ? new("docker", ["exec", Pods.NodeOf(pod), "sh", "-c", script])
            : new("sh", ["-c", script]));
    }

    private static async Task<bool> IsKindAsync(TestStack stack, string node)
    {
        var nodes = await stack.NodesAsync();
        var spec = nodes.First(candidate => Pods.NameOf(candidate) == node).GetProperty("spec");
        return spec.TryGetProperty("providerID", out var id) && id.GetString()!.StartsWith("kind://", StringComparison.Ordinal);
    }
}
