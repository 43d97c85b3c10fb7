using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The address of the database.</summary>
public static class DatabaseService
{
    public static V1Service Build(V1Alpha1MiniStack stack) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = ChildMetadata.Owned(stack, Names.Database(stack.Metadata.Name), Labels.DatabaseComponent),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Labels.Selector(stack.Metadata.Name, Labels.DatabaseComponent),
            Ports = [new V1ServicePort { Name = "postgres", Port = Names.DatabasePort, TargetPort = "postgres", Protocol = "TCP" }],
        },
    };
}
