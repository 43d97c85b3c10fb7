using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The metadata that every child starts from.</summary>
internal static class ChildMetadata
{
    /// <summary>Of a child that goes with its stack.</summary>
    public static V1ObjectMeta Owned(V1Alpha1MiniStack stack, string name, string component) => new()
    {
        Name = name,
        NamespaceProperty = stack.Metadata.NamespaceProperty,
        Labels = Labels.Recommended(stack.Metadata.Name, component),
        OwnerReferences =
        [
            new V1OwnerReference
            {
                ApiVersion = V1Alpha1MiniStack.GroupVersion,
                Kind = V1Alpha1MiniStack.KubeKind,
                Name = stack.Metadata.Name,
                Uid = stack.Metadata.Uid,
                Controller = true,
                BlockOwnerDeletion = true,
            },
        ],
    };

    /// <summary>Of a child that outlives its stack: no owner reference, so that no garbage collector ever takes it.</summary>
    public static V1ObjectMeta Kept(V1Alpha1MiniStack stack, string name) => new()
    {
        Name = name,
        NamespaceProperty = stack.Metadata.NamespaceProperty,
        Labels = Labels.Selector(stack.Metadata.Name, Labels.DatabaseComponent),
        Annotations = new Dictionary<string, string> { [Annotations.StackUid] = stack.Metadata.Uid },
    };
    /// <summary>Of a kept Secret with a password.</summary>
    /// <param name="volumeUid">UID of the volume claim whose database the password is for.</param>
    public static V1ObjectMeta Credentials(V1Alpha1MiniStack stack, string name, Password password, string? volumeUid)
    {
        var metadata = Kept(stack, name);
        metadata.Annotations[Annotations.Salt] = Convert.ToBase64String(password.Salt);
        if (volumeUid is not null)
        {
            metadata.Annotations[Annotations.VolumeUid] = volumeUid;
        }

        return metadata;
    }
}
