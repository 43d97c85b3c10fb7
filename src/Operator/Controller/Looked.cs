using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Controller;

/// <summary>What a pass says is wrong with a stack.</summary>
/// <param name="Findings">Causes first.</param>
/// <param name="AgainIn">When to pass again though nothing that is watched changes; null when there is no need.</param>
internal sealed record Looked(IReadOnlyList<Finding> Findings, TimeSpan? AgainIn);
