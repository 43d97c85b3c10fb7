using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Controller;

/// <summary>Ends a pass that cannot go on, with what the user has to be told.</summary>
internal sealed class FindingException(Finding finding, Exception? cause = null) : Exception(finding.Message, cause)
{
    public Finding Finding { get; } = finding;
}
