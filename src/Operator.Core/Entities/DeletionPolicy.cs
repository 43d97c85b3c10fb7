namespace MiniStack.Operator.Core.Entities;

/// <summary>What becomes of the data volume and the credentials when the MiniStack is deleted.</summary>
/// <remarks>Strings, not an enum: one object with a value of a newer version must not make a whole list undecodable.</remarks>
public static class DeletionPolicy
{
    /// <summary>Volume and credentials stay, and a stack of the same name finds them again.</summary>
    public const string Retain = "Retain";

    /// <summary>Volume and credentials are removed.</summary>
    public const string Delete = "Delete";
}
