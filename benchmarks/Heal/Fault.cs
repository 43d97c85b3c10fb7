using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Benchmarks.Heal;

/// <summary>Something that somebody does to a stack's child by hand, and the operator puts right.</summary>
/// <param name="Plural">Of the child's kind.</param>
/// <param name="Suffix">The child's name after that of its stack.</param>
/// <param name="Edit">A merge patch without lists; null for a deletion.</param>
internal sealed record Fault(string Plural, string Suffix, string? Edit)
{
    private readonly JsonObject? _edit = Edit is null ? null : JsonNode.Parse(Edit)!.AsObject();

    public bool IsDeletion => Edit is null;

    /// <summary>The event by which it is seen.</summary>
    public bool IsMade(string change, JsonElement item) => _edit is null ? change == "DELETED" : change == "MODIFIED" && Has(item, _edit);

    /// <summary>A later event by which it is seen to be put right.</summary>
    public bool IsHealed(string change, JsonElement item) => _edit is null ? change == "ADDED" : change == "MODIFIED" && !Has(item, _edit);

    public override string ToString() => $"{(IsDeletion ? "deletion" : "edit")} of {Plural} …{Suffix}";

    private static bool Has(JsonElement item, JsonObject edit) => edit.All(field =>
        item.TryGetProperty(field.Key, out var value)
        && (field.Value is JsonObject inner ? Has(value, inner) : JsonNode.DeepEquals(JsonValue.Create(value), field.Value)));
}
