using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class ConfigReferencesTests
{
    [Fact]
    public void All_that_variables_and_volumes_read_is_found_once()
    {
        var stack = Stacks.With(spec =>
        {
            spec.Api.Env =
            [
                new V1EnvVar { Name = "A", ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = "one", Key = "a" } } },
                new V1EnvVar { Name = "B", ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = "one", Key = "a" } } },
                new V1EnvVar { Name = "C", ValueFrom = new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = "two", Key = "c" } } },
                new V1EnvVar { Name = "D", Value = "plain" },
            ];
            spec.Api.EnvFrom =
            [
                new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "three" } },
                new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = "four" } },
            ];
            spec.Api.Volumes =
            [
                new V1Volume { Name = "a", Secret = new V1SecretVolumeSource { SecretName = "five" } },
                new V1Volume { Name = "b", ConfigMap = new V1ConfigMapVolumeSource { Name = "six", Items = [new V1KeyToPath { Key = "k", Path = "p" }] } },
                new V1Volume { Name = "c", EmptyDir = new V1EmptyDirVolumeSource() },
                new V1Volume
                {
                    Name = "d",
                    Projected = new V1ProjectedVolumeSource
                    {
                        Sources =
                        [
                            new V1VolumeProjection { Secret = new V1SecretProjection { Name = "seven" } },
                            new V1VolumeProjection { ConfigMap = new V1ConfigMapProjection { Name = "eight" } },
                        ],
                    },
                },
            ];
        });
        Assert.Equal(
            [
                new("Secret", "one", "a"), new("ConfigMap", "two", "c"), new("Secret", "three", null), new("ConfigMap", "four", null),
                new("Secret", "five", null), new("ConfigMap", "six", "k"), new("Secret", "seven", null), new("ConfigMap", "eight", null),
            ],
            ConfigReferences.Of(stack));
    }

    [Fact]
    public void The_stacks_own_credentials_are_none_and_neither_is_what_has_no_name()
    {
        var stack = Stacks.With(spec => spec.Api.EnvFrom =
        [
            new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "demo-db" } },
            new V1EnvFromSource { SecretRef = new V1SecretEnvSource() },
            new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = "demo-db" } },
        ]);
        Assert.Equal([new("ConfigMap", "demo-db", null)], ConfigReferences.Of(stack));
    }
}
