using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What a status says was found, for as long as nobody has looked again: the operator may have been started anew.</summary>
internal static class ToldFindings
{
    public static IReadOnlyList<Finding> Of(V1Alpha1MiniStack stack)
    {
        // Of an earlier spec it would be told as if it were of this one.
        if (stack.Status is not { } status || status.ObservedGeneration != stack.Metadata.Generation)
        {
            return [];
        }

        return
        [
            .. new[]
            {
                Root(status), Cause(status, Labels.DatabaseComponent, ConditionTypes.DatabaseReady), Cause(status, Labels.ApiComponent, ConditionTypes.ApiReady),
            }.OfType<Finding>().DistinctBy(each => (each.Component, each.Code)),
        ];
    }

    private static Finding? Root(MiniStackStatus status) =>
        status.Diagnosis is { } told && CodeOf(told.Code) is { } code
            ? new Finding(told.Component, code, told.Message, Finding.HintIn(told.Hint, code))
            {
                LogTail = [.. told.LogTail ?? []],
                Stalls = status.Condition(ConditionTypes.Stalled)?.Status == "True",
            }
            : null;

    private static Finding? Cause(MiniStackStatus status, string component, string type) =>
        status.Condition(type) is { Status: "False" } condition && CodeOf(condition.Reason) is { } code
            ? new Finding(component, code, condition.Message ?? "")
            : null;

    private static FindingCode? CodeOf(string? name) => FindingCodes.All.FirstOrDefault(each => each.Name == name);
}
