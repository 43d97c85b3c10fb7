namespace MiniStack.Operator.Core.Status;

/// <summary>The condition types of a MiniStack. The first three are read by kstatus.</summary>
public static class ConditionTypes
{
    public const string Ready = "Ready";
    public const string Reconciling = "Reconciling";
    public const string Stalled = "Stalled";
    public const string DatabaseReady = "DatabaseReady";
    public const string ApiReady = "ApiReady";

    /// <summary>There under <c>deletionPolicy: Delete</c> alone: what a deletion waits for, and what frees a stack that nobody is there for.</summary>
    public const string RemovesData = "RemovesData";
}
