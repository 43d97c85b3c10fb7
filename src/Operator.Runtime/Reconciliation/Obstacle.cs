namespace MiniStack.Operator.Runtime.Reconciliation;

/// <summary>What comes before an entity is reconciled, and failed. It is tried again after the pass; the controller has only to tell of it.</summary>
/// <param name="IsOfPredecessor">
/// It was to be done for one of the same name that is gone: what that one left is not the entity's to take. False: it was a finalizer's.
/// </param>
public sealed record Obstacle(Exception Cause, bool IsOfPredecessor);
