namespace MiniStack.Operator.Core.Entities;

/// <summary>Labels and annotations of a component's pods, its Jobs' included, beside the operator's own.</summary>
public sealed record PodMetadataSpec
{
    public IDictionary<string, string>? Labels { get; set; }

    public IDictionary<string, string>? Annotations { get; set; }
}
