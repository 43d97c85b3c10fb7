using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Cli;

/// <summary>What is not to be seen of a stack's pods: an invalid spec, and what the operator found when it applied the stack.</summary>
internal static class OperatorFindings
{
    private static readonly FindingCode[] Codes =
    [
        FindingCodes.Conflict, FindingCodes.Forbidden, FindingCodes.QuotaExceeded, FindingCodes.NotApplied, FindingCodes.InvalidPassword,
        FindingCodes.CredentialsLost, FindingCodes.DataVolumeLost, FindingCodes.DataDirectoryIncompatible, FindingCodes.ConfigMissing, FindingCodes.MigrationFailed,
        FindingCodes.ExpansionUnsupported, FindingCodes.ApiUnavailable, FindingCodes.InvalidSpec,
    ];

    /// <param name="isUnseen">The status speaks of an earlier spec.</param>
    /// <param name="found">What is known already.</param>
    public static IReadOnlyList<Finding> Of(V1Alpha1MiniStack stack, bool isUnseen, IReadOnlyList<Finding> found)
    {
        if (SpecValidator.FindProblem(stack) is { } problem)
        {
            return [problem];
        }

        return !isUnseen && stack.Status?.Diagnosis is { } told
            && Array.Find(Codes, code => code.Name == told.Code) is { } known
            && !found.Any(each => each.Code == known && each.Component == told.Component)
                ? [Restore(told, known)]
                : [];
    }

    /// <summary>The hint in a status ends with where the documents tell more, which a finding adds by itself.</summary>
    private static Finding Restore(DiagnosisStatus told, FindingCode code)
    {
        var hint = told.Hint ?? "";
        var link = hint.IndexOf($"See {code.Link}", StringComparison.Ordinal);
        hint = (link < 0 ? hint : hint[..link]).TrimEnd();
        return new Finding(told.Component, code, told.Message, hint.Length == 0 ? null : hint) { LogTail = [.. told.LogTail ?? []] };
    }
}
