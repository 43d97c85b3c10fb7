using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Config;

public sealed class SampleTests
{
    private static readonly JsonSerializerOptions Strict = new(CoreJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static TheoryData<string> Samples => [.. ConfigFiles.Under("samples").Where(path => Stacks(path).Any())];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_field_of_a_sample_is_known(string path)
    {
        foreach (var document in Stacks(path))
        {
            var stack = document.Deserialize<V1Alpha1MiniStack>(Strict)!;

            Assert.Equal((string)document["spec"]!["api"]!["image"]!, stack.Spec.Api.Image);
            Assert.Empty(SpecValidator.Validate(stack));
        }
    }

    [Fact]
    public void Every_sample_is_listed_in_a_kustomization() =>
        Assert.Equal(
            Samples.Select(row => row.Data).Order(),
            new[] { "samples", "samples/overlays/kind" }.SelectMany(ConfigFiles.Kustomization).Order());

    private static IEnumerable<JsonNode> Stacks(string path) =>
        Yaml.Documents(ConfigFiles.Read(path)).OfType<JsonNode>().Where(document => (string?)document["kind"] == V1Alpha1MiniStack.KubeKind);
}
