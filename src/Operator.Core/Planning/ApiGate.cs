namespace MiniStack.Operator.Core.Planning;

/// <summary>The API starts only once its database answers and has what the spec says; later the database may come and go without the API being touched.</summary>
public static class ApiGate
{
    /// <summary>Closed until the Deployment exists, and again while a resumed stack waits for its database.</summary>
    public static bool IsOpen(ObservedStack observed) =>
        observed.Stack.Spec.Suspend
        || (observed.IsDatabaseReady && !observed.IsPasswordDue && !observed.AreExtensionsDue)
        || observed.Api is { Spec.Replicas: > 0 };
}
