namespace MiniStack.Operator.Core.Resources;

/// <summary>Label keys and the label sets of a stack's children.</summary>
/// <remarks>Selectors are immutable, so no label comes from the spec: only from the stack's name and the component.</remarks>
public static class Labels
{
    public const string Stack = "ministack.dev/stack";

    public const string Component = "ministack.dev/component";

    /// <summary>On a pod of the user's own: its value names the stack whose database the pod may reach.</summary>
    public const string DatabaseClient = "ministack.dev/database-client";

    public const string ApiComponent = "api";

    public const string DatabaseComponent = "database";

    /// <summary>Of the stack's Jobs and their pods, which no Service may select.</summary>
    public const string JobComponent = "job";

    /// <summary>What selectors and informers go by.</summary>
    public static Dictionary<string, string> Selector(string stack, string component) => new()
    {
        [Stack] = stack,
        [Component] = component,
    };

    /// <summary><see cref="Selector"/> in its string form, as the scale subresource and list calls take it.</summary>
    public static string SelectorString(string stack, string component) => $"{Stack}={stack},{Component}={component}";

    /// <summary>
    /// <see cref="Selector"/> and the recommended labels, for what has an owner reference only: a GitOps tool prunes objects without an
    /// owner that carry its instance label, and the volume would go with them.
    /// </summary>
    public static Dictionary<string, string> Recommended(string stack, string component) => new(Selector(stack, component))
    {
        ["app.kubernetes.io/name"] = component == DatabaseComponent ? "postgres" : component,
        ["app.kubernetes.io/instance"] = stack,
        ["app.kubernetes.io/component"] = component,
        ["app.kubernetes.io/part-of"] = stack,
        ["app.kubernetes.io/managed-by"] = "ministack-operator",
    };

    /// <summary>Of a key that no spec may give to pods: the operator goes by it, or Kubernetes does.</summary>
    public static bool IsReserved(string key) =>
        key.StartsWith("ministack.dev/", StringComparison.Ordinal)
        || key.StartsWith("app.kubernetes.io/", StringComparison.Ordinal)
        || key is "pod-template-hash" or "controller-revision-hash";
}
