using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Validation;

internal static class StackRules
{
    /// <summary>The longest suffix of a child's name, <c>-db-admin</c>, and what Kubernetes appends to pods must still fit 63.</summary>
    private const int MaxNameLength = 40;

    public static IEnumerable<string> Check(V1Alpha1MiniStack stack)
    {
        var name = stack.Metadata.Name;
        if (name.Length > MaxNameLength)
        {
            yield return $"metadata.name must have at most {MaxNameLength} characters, but {Quoted.Of(name)} has {name.Length}.";
        }

        if (!Formats.Dns1035Label.IsMatch(name))
        {
            yield return $"metadata.name must be lower-case letters, digits and '-', starting with a letter and not ending with '-', but is {Quoted.Of(name)}.";
        }

        if (stack.Spec.DeletionPolicy is not (DeletionPolicy.Retain or DeletionPolicy.Delete))
        {
            yield return $"spec.deletionPolicy must be Retain or Delete, but is {Quoted.Of(stack.Spec.DeletionPolicy)}.";
        }
    }
}
