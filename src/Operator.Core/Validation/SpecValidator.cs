using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Validation;

/// <summary>The rules of a MiniStack's spec, the same as the CRD's.</summary>
public static class SpecValidator
{
    /// <returns>Every violation as one sentence that starts with the field's path; empty when the spec is sound.</returns>
    public static IReadOnlyList<string> Validate(V1Alpha1MiniStack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        return [];
    }
}
