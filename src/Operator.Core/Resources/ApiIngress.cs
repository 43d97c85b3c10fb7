using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The API's address outside the cluster.</summary>
public static class ApiIngress
{
    /// <returns>Null unless asked for.</returns>
    public static V1Ingress? Build(V1Alpha1MiniStack stack)
    {
        if (stack.Spec.Api.Ingress is not { } ingress)
        {
            return null;
        }

        var name = Names.Api(stack.Metadata.Name);
        return new V1Ingress
        {
            ApiVersion = "networking.k8s.io/v1",
            Kind = "Ingress",
            Metadata = ChildMetadata.Owned(stack, name, Labels.ApiComponent),
            Spec = new V1IngressSpec
            {
                IngressClassName = ingress.ClassName,
                Rules =
                [
                    new V1IngressRule
                    {
                        Host = ingress.Host,
                        Http = new V1HTTPIngressRuleValue
                        {
                            Paths =
                            [
                                new V1HTTPIngressPath
                                {
                                    Path = "/",
                                    PathType = "Prefix",
                                    Backend = new V1IngressBackend
                                    {
                                        Service = new V1IngressServiceBackend
                                        {
                                            Name = name,
                                            Port = new V1ServiceBackendPort { Name = "http" },
                                        },
                                    },
                                },
                            ],
                        },
                    },
                ],
                Tls = ingress.TlsSecretName is { } secret ? [new V1IngressTLS { Hosts = [ingress.Host], SecretName = secret }] : null,
            },
        };
    }
}
