using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>
/// A look that could not see everything knows less than one before it: what was said of a component that is still not ready stays said until
/// a look sees all again.
/// </summary>
internal static class HeldDiagnosis
{
    /// <returns>Null when everything was seen, or nothing was said.</returns>
    public static Finding? Of(ObservedStack observed)
    {
        if (!observed.Evidence.IsPassing
            || observed.Stack.Status is not { Diagnosis: { } told } status
            || status.ObservedGeneration != observed.Stack.Metadata.Generation
            || !IsLacking(observed, told.Component))
        {
            return null;
        }

        var code = FindingCodes.All.FirstOrDefault(each => each.Name == told.Code);
        return code is null || FindingCodes.IsOfPass(code) ? null : new Finding(told.Component, code, told.Message, Finding.HintIn(told.Hint, code))
        {
            LogTail = [.. told.LogTail ?? []],
            Stalls = status.Condition(ConditionTypes.Stalled)?.Status == "True",
        };
    }

    private static bool IsLacking(ObservedStack observed, string component) => component switch
    {
        Labels.DatabaseComponent => !observed.IsDatabaseReady,
        Labels.ApiComponent => !observed.IsApiReady,
        _ => false,
    };
}
