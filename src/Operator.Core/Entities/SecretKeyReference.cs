namespace MiniStack.Operator.Core.Entities;

/// <summary>One key of a Secret in the stack's namespace.</summary>
public sealed record SecretKeyReference
{
    public string Name { get; set; } = "";

    public string Key { get; set; } = "";
}
