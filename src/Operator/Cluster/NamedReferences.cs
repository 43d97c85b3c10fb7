using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

/// <summary>The objects that a stack's spec names and whose content it is made from.</summary>
internal static class NamedReferences
{
    public static IEnumerable<ObjectKey> Secrets(V1Alpha1MiniStack stack)
    {
        if (stack.Spec.Database.PasswordSecretRef is { } password)
        {
            yield return new ObjectKey(stack.Metadata.NamespaceProperty, password.Name);
        }
    }

    public static IEnumerable<ObjectKey> ConfigMaps(V1Alpha1MiniStack stack) => [];
}
