using System.Collections.Concurrent;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;
using Prometheus;

namespace MiniStack.Operator.Http;

/// <summary>How many stacks there are by state, counted when somebody asks.</summary>
internal sealed class StackMetrics(Informer<V1Alpha1MiniStack> stacks)
{
    /// <summary>Of a stack that no status was written for yet.</summary>
    private const string New = "New";

    private static readonly Gauge Stacks = Metrics.CreateGauge(
        "ministack_stacks", "MiniStacks by the reason of their condition Ready, which is Ready for those that are.", "reason");

    private readonly ConcurrentDictionary<ObjectKey, string> _reasons = new();

    /// <summary>Before the informer runs.</summary>
    public void Register()
    {
        stacks.Changed += Take;
        Metrics.DefaultRegistry.AddBeforeCollectCallback(Count);
    }

    private void Take(WatchChange<V1Alpha1MiniStack> change)
    {
        if (change.New is { } stack)
        {
            _reasons[stack.Key] = stack.Read().Status?.Condition(ConditionTypes.Ready)?.Reason ?? New;
        }
        else
        {
            _reasons.TryRemove(change.Current.Key, out _);
        }
    }

    private void Count()
    {
        var counts = _reasons.Values.CountBy(reason => reason).ToDictionary();

        // A reason that no stack has any more stays, at zero, so that a graph falls instead of ending.
        foreach (var reason in Stacks.GetAllLabelValues().Select(labels => labels[0]).Except(counts.Keys))
        {
            Stacks.WithLabels(reason).Set(0);
        }

        foreach (var (reason, count) in counts)
        {
            Stacks.WithLabels(reason).Set(count);
        }
    }
}
