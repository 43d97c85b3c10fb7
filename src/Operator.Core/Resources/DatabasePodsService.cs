using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The headless Service that the StatefulSet requires for its pod's host name.</summary>
public static class DatabasePodsService
{
    public static V1Service Build(V1Alpha1MiniStack stack) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = ChildMetadata.Owned(stack, Names.DatabasePods(stack.Metadata.Name), Labels.DatabaseComponent),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            ClusterIP = "None",
            Selector = Labels.Selector(stack.Metadata.Name, Labels.DatabaseComponent),
            Ports = [new V1ServicePort { Name = "postgres", Port = Names.DatabasePort, TargetPort = "postgres", Protocol = "TCP" }],
        },
    };
}
