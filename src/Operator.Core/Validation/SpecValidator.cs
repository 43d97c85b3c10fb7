using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Validation;

/// <summary>
/// The rules of a MiniStack that one object alone can break. The CRD has the same ones; here they also hold on clusters before 1.29, whose
/// CRD has no CEL, and where the CRD is an older one. What depends on an earlier spec or on the live volume (immutable fields, a shrinking
/// size) is not judged here.
/// </summary>
public static partial class SpecValidator
{
    private const int MostFields = 3;

    /// <returns>Every violation as one sentence that starts with the field's path; empty when the spec is sound.</returns>
    public static IReadOnlyList<string> Validate(V1Alpha1MiniStack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        return [.. StackRules.Check(stack), .. ApiRules.Check(stack.Spec.Api), .. DatabaseRules.Check(stack.Spec.Database), .. NameRules.Check(stack.Spec)];
    }

    /// <returns>Null when the spec is sound.</returns>
    public static Finding? FindProblem(V1Alpha1MiniStack stack)
    {
        var violations = Validate(stack);
        return violations.Count == 0 ? null : new Finding("stack", FindingCodes.InvalidSpec, string.Join(' ', violations), Hint(violations));
    }

    /// <summary>Every violation begins with its field.</summary>
    private static string Hint(IReadOnlyList<string> violations)
    {
        var fields = violations.Select(each => each[..each.IndexOf(' ', StringComparison.Ordinal)]).Distinct().Take(MostFields).ToList();
        return $"Change {string.Join(" and ", fields)} in your file, and apply it again: kubectl explain ministack.{Element().Replace(fields[0], "")}";
    }

    /// <summary>Of a list or a map kubectl explains the whole.</summary>
    [GeneratedRegex(@"\[[^\]]*\].*$")]
    private static partial Regex Element();
}
