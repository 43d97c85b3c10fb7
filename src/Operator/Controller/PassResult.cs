using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Controller;

/// <param name="Observed">The stack with its children as they are after the pass.</param>
/// <param name="Findings">What is wrong though the pass went on, the root first.</param>
internal sealed record PassResult(ObservedStack Observed, IReadOnlyList<Finding> Findings);
