using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Cli;

/// <summary>What is to be shown of a stack.</summary>
/// <param name="Status">As the operator would write it of what was just read.</param>
/// <param name="Findings">What is wrong, the cause first.</param>
/// <param name="Note">What else the reader should know, as a sentence.</param>
internal sealed record StackReport(V1Alpha1MiniStack Stack, MiniStackStatus Status, IReadOnlyList<Finding> Findings, string? Note)
{
    private const string Unseen =
        "The operator has not looked at this version of the stack yet. If it stays so: kubectl get pods -n ministack-system";

    public bool IsReady => StatusBuilder.IsReady(Status);

    /// <param name="observed">With the evidence, where it is due.</param>
    /// <param name="now">UTC.</param>
    public static StackReport Of(ObservedStack observed, DateTime now)
    {
        var stack = observed.Stack;
        var isUnseen = stack.Status?.ObservedGeneration is not { } seen || seen < stack.Metadata.Generation;
        var findings = StackDiagnosis.Diagnose(observed, [], now).Findings;
        if (!StackAnnotations.IsPaused(stack) && OperatorFindings.Of(stack, isUnseen, findings) is { Count: > 0 } known)
        {
            findings = StackDiagnosis.Diagnose(observed, known, now).Findings;
        }

        // What only the operator knows to be under way, such as a migration, stands in its status alone.
        var ready = stack.Status?.Condition(ConditionTypes.Ready);
        var underWay = isUnseen ? Unseen : ready is { Reason: Reasons.Progressing } ? ready.Message : null;
        var status = StatusBuilder.Build(observed with { UnderWay = underWay }, findings, now);
        return new StackReport(stack, status, findings, isUnseen ? Unseen : NoteOf(status, findings));
    }

    /// <summary>Why a stack is not ready when nothing is wrong with it.</summary>
    private static string? NoteOf(MiniStackStatus status, IReadOnlyList<Finding> findings) =>
        findings.Count > 0 || StatusBuilder.IsReady(status)
            ? null
            : status.Conditions.First(each => each.Type == ConditionTypes.Ready).Message;
}
