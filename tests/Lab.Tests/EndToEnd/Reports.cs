using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>What the kubelet, the scheduler and the controllers report of a stack's pods: the facts that a diagnosis rests on.</summary>
internal static class Reports
{
    /// <summary>A container of the API does not start, for one of these reasons.</summary>
    public static Task<bool> ApiWaitsAsync(TestStack stack, params string[] reasons) =>
        AnyApiContainerAsync(stack, container => reasons.Contains(container.TextAt("state", "waiting", "reason")));

    /// <summary>A container of the API has ended, now or before its last restart.</summary>
    public static Task<bool> ApiEndedAsync(TestStack stack) => AnyApiContainerAsync(
        stack, container => container.At("state", "terminated") is not null || container.At("lastState", "terminated") is not null);

    /// <summary>No node takes an API pod.</summary>
    public static async Task<bool> ApiIsUnschedulableAsync(TestStack stack) =>
        (await stack.ApiPodsAsync()).Any(pod => pod.Condition("PodScheduled")?.TextAt("reason") == "Unschedulable");

    /// <summary>There is such an event about an object whose name starts with <paramref name="name"/>.</summary>
    public static async Task<bool> EventAsync(TestStack stack, string reason, string name) =>
        (await stack.ListAsync(Resource.Events)).Any(item =>
            item.TextAt("reason") == reason && item.TextAt("involvedObject", "name").StartsWith(name, StringComparison.Ordinal));

    private static async Task<bool> AnyApiContainerAsync(TestStack stack, Func<JsonElement, bool> isSo) =>
        (await stack.ApiPodsAsync()).Any(pod => pod.At("status", "containerStatuses") is { } containers && containers.EnumerateArray().Any(isSo));
}
