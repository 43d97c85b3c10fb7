using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The operator's own init scripts, run by the image's entrypoint on an empty volume before and after the user's.</summary>
public static class DatabaseConfigMap
{
    public static V1ConfigMap Build(V1Alpha1MiniStack stack) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = ChildMetadata.Owned(stack, Names.Database(stack.Metadata.Name), Labels.DatabaseComponent),
        Data = new Dictionary<string, string>
        {
            [InitScripts.FirstName] = InitScripts.CreateAppRole,
            [InitScripts.LastName] = InitScripts.HandOverObjects,
        },
    };
}
