using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>The objects that a stack's spec names and whose content it is made from.</summary>
internal static class NamedReferences
{
    public static IEnumerable<ObjectKey> Secrets(V1Alpha1MiniStack stack)
    {
        var own = stack.Spec.Database.PasswordSecretRef;
        return string.IsNullOrEmpty(own?.Name) ? Of(stack, "Secret") : Of(stack, "Secret").Append(new ObjectKey(stack.Metadata.NamespaceProperty, own.Name));
    }

    public static IEnumerable<ObjectKey> ConfigMaps(V1Alpha1MiniStack stack) => Of(stack, "ConfigMap");

    private static IEnumerable<ObjectKey> Of(V1Alpha1MiniStack stack, string kind) => ConfigReferences.Of(stack)
        .Where(reference => reference.Kind == kind)
        .Select(reference => new ObjectKey(stack.Metadata.NamespaceProperty, reference.Name));
}
