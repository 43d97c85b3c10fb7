using System.Text.Json.Serialization;

namespace MiniStack.Operator.Cluster;

/// <summary>Of an event what it is about, which tells whether the rest is worth reading.</summary>
internal sealed record EventTarget([property: JsonPropertyName("involvedObject")] EventTarget.Reference? InvolvedObject)
{
    internal sealed record Reference([property: JsonPropertyName("name")] string? Name);
}
