namespace MiniStack.Operator.Core.Planning;

/// <summary>Whose an object is that bears a child's name.</summary>
public enum Ownership
{
    /// <summary>This stack's: to be applied.</summary>
    Ours,

    /// <summary>Going away, or left by an earlier stack of the same name: its name gets free by itself.</summary>
    Leaving,

    /// <summary>Somebody else's: never touched.</summary>
    Foreign,
}
