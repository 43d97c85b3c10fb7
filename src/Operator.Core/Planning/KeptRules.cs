using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>Of the volume claim and the Secrets, which outlive their stack unless its deletion policy says otherwise.</summary>
public static class KeptRules
{
    /// <summary>Not what an earlier stack of the name has kept, as long as this one was refused and never came to use it.</summary>
    public static bool IsUsedBy(V1Alpha1MiniStack stack, V1ObjectMeta live) =>
        live.OwnerReferences?.Any(each => each.Uid == stack.Metadata.Uid) is true
        || live.Annotation(Annotations.StackUid) == stack.Metadata.Uid;

    /// <summary>Whether it goes with a stack that is gone.</summary>
    public static bool IsDoomed(V1ObjectMeta live) =>
        live.Annotation(Annotations.DeletedWith) is { } uid && live.Annotation(Annotations.StackUid) == uid;
}
