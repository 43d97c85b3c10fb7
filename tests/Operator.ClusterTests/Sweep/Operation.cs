namespace MiniStack.Operator.ClusterTests.Sweep;

/// <summary>Something that a user does to a stack <c>demo</c>, in a namespace of its own.</summary>
/// <param name="Act">Done to the settled stack.</param>
/// <param name="Ends">The reason of the condition Ready in the end; null where no stack is left.</param>
/// <param name="Api">Lines below <c>spec.api</c> of the stack before.</param>
/// <param name="Storage">The stack's <c>spec.database.storage</c> before.</param>
/// <param name="Spec">Lines below <c>spec</c> of the stack before.</param>
/// <param name="Annotation">An annotation of the stack before.</param>
/// <param name="Begins">The reason of the condition Ready before; null where the operation makes the stack.</param>
public sealed record Operation(
    string Name,
    Func<TestNamespace, Task> Act,
    string? Ends = "Ready",
    string Api = "",
    string Storage = "{size: 1Gi}",
    string Spec = "",
    string Annotation = "",
    string? Begins = "Ready")
{
    public string Manifest => $"""
        apiVersion: ministack.dev/v1alpha1
        kind: MiniStack
        metadata:
          name: demo
          annotations: {"{"}{Annotation}{"}"}
        spec:
          {Spec}
          api:
            image: example.test/api:1
            {Api}
          database:
            storage: {Storage}
        """;

    public override string ToString() => Name;
}
