using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Which part of a stack lacks ready pods, and for how long.</summary>
internal static class Lacking
{
    /// <returns>UTC. By the pods that are there, else by the stack's own status; null when nothing tells.</returns>
    public static DateTime? Since(ObservedStack observed, string component, IReadOnlyList<ObservedPod> pods)
    {
        var byPods = pods
            .Where(each => each.Component == component && !each.IsOfJob && !each.IsReady && !each.IsOfOldVersion)
            .Where(each => !each.IsLeaving && !EndedPodRules.IsEnded(each))
            .Select(each => each.Condition("Ready")?.LastTransitionTime ?? each.Pod.Metadata.CreationTimestamp)
            .Min();
        if (byPods is not null)
        {
            return byPods;
        }

        var type = component == Labels.DatabaseComponent ? ConditionTypes.DatabaseReady : ConditionTypes.ApiReady;
        var condition = observed.Stack.Status?.Condition(type);
        if (condition?.Status == "True")
        {
            // It had its pods at the last look.
            return null;
        }

        var made = component == Labels.DatabaseComponent ? observed.Database?.Metadata.CreationTimestamp : observed.Api?.Metadata.CreationTimestamp;
        return condition?.LastTransitionTime > made ? condition.LastTransitionTime : made ?? condition?.LastTransitionTime;
    }
}
