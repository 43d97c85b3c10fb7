using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Controller;

/// <summary>Applies a stack's children: what the database needs, then the API.</summary>
internal sealed class StackApplier(DatabaseApplier database, ApiApplier api)
{
    /// <returns>The stack with its children as they are after the steps that got through.</returns>
    /// <exception cref="StackLeavingException">The stack is being deleted.</exception>
    /// <exception cref="FindingException">Nothing of this spec is to be applied; what was applied before stays.</exception>
    public async Task<ObservedStack> ApplyAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        try
        {
            observed = await database.ApplyAsync(observed, steps, cancellationToken);
        }
        catch (Exception exception) when (exception is not (FindingException or StackLeavingException) && !cancellationToken.IsCancellationRequested)
        {
            steps.Fail(Labels.DatabaseComponent, $"the objects of {Names.Database(observed.Stack.Metadata.Name)}", exception);
        }

        return await api.ApplyAsync(observed, steps, cancellationToken);
    }
}
