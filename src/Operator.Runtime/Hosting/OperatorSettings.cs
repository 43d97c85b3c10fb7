namespace MiniStack.Operator.Runtime.Hosting;

public sealed class OperatorSettings
{
    /// <summary>The namespaces that are watched; empty for all.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>Reconciles that may run at once.</summary>
    public int Workers { get; set; } = 8;
}
