using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Controller;

/// <summary>Applies a stack's children: what the database needs, then the API.</summary>
internal sealed class StackApplier(DatabaseApplier database, ApiApplier api)
{
    /// <exception cref="FindingException">The pass cannot go on; what was applied before stays.</exception>
    public async Task<PassResult> ApplyAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var first = await database.ApplyAsync(observed, cancellationToken);
        var second = await api.ApplyAsync(first.Observed, cancellationToken);
        return second with { Findings = [.. first.Findings, .. second.Findings] };
    }
}
