using System.Text.Json;
using System.Text.Json.Serialization;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Validation;

public sealed class SpecValidatorTests
{
    private static readonly JsonSerializerOptions Strict = new(CoreJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    [Theory]
    [MemberData(nameof(SpecTable.Accepted), MemberType = typeof(SpecTable))]
    public void A_valid_stack_is_accepted(string fragment) => Assert.Empty(Validate(fragment));

    [Theory]
    [MemberData(nameof(SpecTable.Refused), MemberType = typeof(SpecTable))]
    public void Each_violation_is_one_sentence(string fragment, string sentence, string? rule)
    {
        Assert.NotEqual("", rule);
        Assert.Equal([sentence], Validate(fragment));
    }

    [Theory]
    [MemberData(nameof(SpecTable.Unknown), MemberType = typeof(SpecTable))]
    public void An_unknown_field_is_no_part_of_the_entity(string fragment, string field)
    {
        var refusal = Assert.Throws<JsonException>(() => SpecTable.Stack(fragment).Deserialize<V1Alpha1MiniStack>(Strict));
        Assert.Contains($"'{field}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_violation_is_named_at_once() => Assert.Equal(
        ["spec.api.replicas", "spec.api.port", "spec.database.version"],
        Validate("spec: {api: {port: 0, replicas: -1}, database: {version: 9}}").Select(sentence => sentence.Split(' ')[0]));

    [Fact]
    public void The_stacks_of_the_golden_files_are_sound()
    {
        Assert.Empty(SpecValidator.Validate(Stacks.Minimal()));
        Assert.Empty(SpecValidator.Validate(Stacks.Full()));
        Assert.Empty(SpecValidator.Validate(Stacks.Later()));
    }

    private static IReadOnlyList<string> Validate(string fragment) =>
        SpecValidator.Validate(SpecTable.Stack(fragment).Deserialize(CoreJson.Default.V1Alpha1MiniStack)!);
}
