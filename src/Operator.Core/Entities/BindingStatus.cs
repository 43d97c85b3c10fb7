namespace MiniStack.Operator.Core.Entities;

public sealed record BindingStatus
{
    /// <summary>Name of the Secret.</summary>
    public string Name { get; set; } = "";
}
