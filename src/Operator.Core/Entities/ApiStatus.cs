namespace MiniStack.Operator.Core.Entities;

public sealed record ApiStatus
{
    /// <summary>Ready and desired pods, as in <c>1/1</c>.</summary>
    public string? Ready { get; set; }

    /// <summary>The pods that exist; the scale subresource reads it.</summary>
    public int Replicas { get; set; }

    /// <summary>The pods' label selector in its string form; the scale subresource reads it.</summary>
    public string? Selector { get; set; }

    /// <summary>The image that the ready pods run.</summary>
    public string? Image { get; set; }
}
