namespace MiniStack.Operator.Core.Status;

/// <summary>Reasons of conditions when nothing is wrong. Else the reason is a finding's code.</summary>
public static class Reasons
{
    public const string Ready = "Ready";
    public const string Progressing = "Progressing";
    public const string Suspended = "Suspended";
    public const string DeletionPolicy = "DeletionPolicy";

    /// <summary>The operator leaves the stack alone, as an annotation asks.</summary>
    public const string Paused = "Paused";

    /// <summary>The API is not started before its database answers.</summary>
    public const string WaitingForDatabase = "WaitingForDatabase";
}
