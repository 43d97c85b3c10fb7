namespace MiniStack.Operator.Runtime.Client;

/// <summary>What becomes of the objects that name a deleted one as their owner.</summary>
public enum DeletionPropagation
{
    /// <summary>The object goes at once, what it owns afterwards.</summary>
    Background,

    /// <summary>The object stays, marked as being deleted, until everything that it owns and that blocks its deletion is gone.</summary>
    Foreground,
}
