using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Status;

/// <summary>What would be false of a stack that is only being taken down. The first start of a stack raises none.</summary>
public static class Alarm
{
    /// <param name="before">The status that the stack has; null of a new one.</param>
    public static bool IsRaised(MiniStackStatus? before, MiniStackStatus after) =>
        !StatusBuilder.IsReady(after) && (after.Diagnosis is not null || IsSettled(before));

    /// <summary>The stack was more than on its way: what is missing was there.</summary>
    public static bool IsSettled(MiniStackStatus? status) =>
        status?.Condition(ConditionTypes.Ready)?.Reason is { } reason && reason != Reasons.Progressing;
}
