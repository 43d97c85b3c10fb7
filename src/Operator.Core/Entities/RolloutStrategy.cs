namespace MiniStack.Operator.Core.Entities;

/// <summary>How a new version of the API takes the place of the one before.</summary>
/// <remarks>Strings, not an enum: as of <see cref="DeletionPolicy"/>.</remarks>
public static class RolloutStrategy
{
    /// <summary>A new pod is ready before an old one goes.</summary>
    public const string RollingUpdate = "RollingUpdate";

    /// <summary>The old pods are gone before the first new one starts.</summary>
    public const string Recreate = "Recreate";
}
