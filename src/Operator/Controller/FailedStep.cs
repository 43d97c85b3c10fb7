using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>A step of a pass that did not get through, though nothing says that it never will.</summary>
/// <param name="Component">Whose step it was.</param>
/// <param name="What">What it was about: a kind and a name.</param>
internal sealed record FailedStep(string Component, string What, Exception Cause)
{
    /// <summary>As long may a watch be late: until then, each try decides from a version that is not the newest.</summary>
    private static readonly TimeSpan PatienceWithConflicts = TimeSpan.FromSeconds(30);

    public bool IsConflict => Cause is ApiException { IsConflict: true };

    /// <summary>For how long tries may fail before the user is told.</summary>
    public TimeSpan Patience => IsConflict ? PatienceWithConflicts : FindingCodes.NotApplied.Patience;

    public Finding ToFinding() => Cause switch
    {
        ApiException { IsConflict: true } => StepFailure.Contended(Component, What),
        ApiException refusal => StepFailure.Refused(Component, What, refusal.Message),
        HttpRequestException or IOException or TimeoutException or OperationCanceledException => StepFailure.Unreachable(Component, What, Cause.Message),
        _ => StepFailure.Bug(Component, What, Cause.GetType().Name),
    };
}
