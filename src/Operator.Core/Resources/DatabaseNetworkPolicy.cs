using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Who may connect to the database: the stack's own pods, Jobs included, and pods that ask for it by label.</summary>
public static class DatabaseNetworkPolicy
{
    public static V1NetworkPolicy Build(V1Alpha1MiniStack stack) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = "NetworkPolicy",
        Metadata = ChildMetadata.Owned(stack, Names.Database(stack.Metadata.Name), Labels.DatabaseComponent),
        Spec = new V1NetworkPolicySpec
        {
            PodSelector = new V1LabelSelector { MatchLabels = Labels.Selector(stack.Metadata.Name, Labels.DatabaseComponent) },
            PolicyTypes = ["Ingress"],
            Ingress =
            [
                new V1NetworkPolicyIngressRule
                {
                    FromProperty = [Pods(Labels.Stack, stack.Metadata.Name), Pods(Labels.DatabaseClient, stack.Metadata.Name)],
                    Ports = [new V1NetworkPolicyPort { Port = Names.DatabasePort, Protocol = "TCP" }],
                },
            ],
        },
    };

    private static V1NetworkPolicyPeer Pods(string label, string stack) => new()
    {
        PodSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [label] = stack } },
    };
}
