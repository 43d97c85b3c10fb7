using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Tests.Planning;
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

    /// <summary>They reach the database of the sample stack, and read of its Secret what is in it.</summary>
    [Fact]
    public void Every_client_is_let_in_and_finds_its_connection()
    {
        var stack = Tests.Stacks.Minimal();
        var secret = DatabaseSecret.Build(stack, Observed.Credentials, volumeUid: null);
        var admitted = DatabaseNetworkPolicy.Build(stack).Spec.Ingress.Single().FromProperty.Select(peer => peer.PodSelector.MatchLabels).ToList();
        var templates = ConfigFiles.Under("samples/clients").SelectMany(path => Yaml.Documents(ConfigFiles.Read(path)).SelectMany(PodTemplates)).ToList();

        Assert.Equal(2, templates.Count);
        Assert.All(templates, template =>
        {
            var labels = template["metadata"]!["labels"]!.AsObject().ToDictionary(each => each.Key, each => (string)each.Value!);
            Assert.Contains(admitted, wanted => wanted.All(each => labels.GetValueOrDefault(each.Key) == each.Value));
            var references = template["spec"]!["containers"]![0]!["env"]!.AsArray().Select(each => each!["valueFrom"]!["secretKeyRef"]!);
            Assert.All(references, each => Assert.Equal((secret.Metadata.Name, true), ((string)each["name"]!, secret.Data.ContainsKey((string)each["key"]!))));
        });
    }

    private static IEnumerable<JsonNode> PodTemplates(JsonNode? node) => node is not JsonObject map
        ? []
        : map.SelectMany(each => each.Key == "template" ? [each.Value!] : PodTemplates(each.Value));

    private static IEnumerable<JsonNode> Stacks(string path) =>
        Yaml.Documents(ConfigFiles.Read(path)).OfType<JsonNode>().Where(document => (string?)document["kind"] == V1Alpha1MiniStack.KubeKind);
}
