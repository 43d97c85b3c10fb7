using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

public static class OwnershipRules
{
    /// <param name="live">Metadata of the live object with a child's name.</param>
    public static Ownership Decide(V1Alpha1MiniStack stack, V1ObjectMeta live)
    {
        var controller = live.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);
        if (controller is null)
        {
            return HasLabel(stack, live)
                ? live.DeletionTimestamp is null && !KeptRules.IsDoomed(live) ? Ownership.Ours : Ownership.Leaving
                : Ownership.Foreign;
        }

        if (controller.Uid == stack.Metadata.Uid)
        {
            return live.DeletionTimestamp is null ? Ownership.Ours : Ownership.Leaving;
        }

        var isEarlierStack = controller.Kind == V1Alpha1MiniStack.KubeKind
            && controller.Name == stack.Metadata.Name
            && controller.ApiVersion.StartsWith(V1Alpha1MiniStack.KubeGroup + "/", StringComparison.Ordinal);
        return isEarlierStack ? Ownership.Leaving : Ownership.Foreign;
    }

    private static bool HasLabel(V1Alpha1MiniStack stack, V1ObjectMeta live) =>
        live.Labels is { } labels && labels.TryGetValue(Labels.Stack, out var name) && name == stack.Metadata.Name;
}
