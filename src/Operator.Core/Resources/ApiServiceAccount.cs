using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// The API's identity: none of the namespace's default account's rights, and no token but one that the spec asks for by a projected volume.
/// </summary>
public static class ApiServiceAccount
{
    public static V1ServiceAccount Build(V1Alpha1MiniStack stack) => new()
    {
        ApiVersion = "v1",
        Kind = "ServiceAccount",
        Metadata = ChildMetadata.Owned(stack, Names.Api(stack.Metadata.Name), Labels.ApiComponent),
        AutomountServiceAccountToken = false,
    };
}
