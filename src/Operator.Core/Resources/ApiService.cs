using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The address of the API.</summary>
public static class ApiService
{
    public static V1Service Build(V1Alpha1MiniStack stack)
    {
        var api = stack.Spec.Api;
        return new V1Service
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = ChildMetadata.Owned(stack, Names.Api(stack.Metadata.Name), Labels.ApiComponent),
            Spec = new V1ServiceSpec
            {
                Type = api.Service.Type,
                Selector = Labels.Selector(stack.Metadata.Name, Labels.ApiComponent),
                Ports =
                [
                    new V1ServicePort
                    {
                        Name = "http",
                        Port = api.Port,
                        TargetPort = "http",
                        NodePort = api.Service.NodePort,
                        Protocol = "TCP",
                    },
                ],
            },
        };
    }
}
