namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Which taints keep a pod off the nodes, and what lets it onto one.</summary>
internal static class TaintRules
{
    private const int MostNamed = 3;

    /// <returns>What the nodes themselves say where they were read, else what the scheduler says. In one order, each once.</returns>
    public static IReadOnlyList<NodeTaint> Of(ObservedPod pod, IEnumerable<string> reasons) =>
    [
        .. (Nodes(pod) is { Count: > 0 } nodes ? nodes.SelectMany(each => each) : reasons.SelectMany(NodeTaint.In))
            .Distinct()
            .OrderBy(each => each.IsOfControlPlane)
            .ThenBy(each => each.Key, StringComparer.Ordinal)
            .ThenBy(each => each.Value, StringComparer.Ordinal),
    ];

    /// <returns>After a reason that names none.</returns>
    public static string List(IReadOnlyList<NodeTaint> taints) => taints.Count == 0
        ? ""
        : $" {string.Join(", ", taints.Take(MostNamed).Select(each => each.ToString()).Distinct())}{(taints.Count > MostNamed ? $" and {taints.Count - MostNamed} more" : "")}";

    /// <param name="field"><c>spec.api</c> or <c>spec.database</c>.</param>
    /// <param name="taints">As <see cref="Of"/> returns them.</param>
    public static string Hint(ObservedPod pod, string field, IReadOnlyList<NodeTaint> taints)
    {
        // All the taints of the node that has the fewest: half of them let nothing on.
        var wanted = Nodes(pod).Where(each => !each.Any(taint => taint.IsOfTrouble)).MinBy(each => (each.Any(taint => taint.IsOfControlPlane), each.Count))
            ?? [.. taints.Where(each => !each.IsOfTrouble).Take(1)];
        return wanted.Count > 0
            ? $"Let it onto such a node, {field}.tolerations: [{string.Join(", ", wanted.Select(each => each.Toleration))}]; or add a node without that taint, or take it away: kubectl describe nodes"
            : taints.Count > 0
                ? "See what is wrong with the nodes, which take pods again once it is over: kubectl describe nodes"
                : $"Name the taint in {field}.tolerations, add a node without one, or take it away: kubectl describe nodes | grep Taints";
    }

    /// <summary>Per node that has the labels which the pod asks for, and is tainted.</summary>
    private static IReadOnlyList<IReadOnlyList<NodeTaint>> Nodes(ObservedPod pod) =>
    [
        .. pod.Stack.Evidence.Nodes
            .Where(node => pod.Pod.Spec.NodeSelector?.All(each => node.Labels.TryGetValue(each.Key, out var value) && value == each.Value) is not false)
            .Select(node => NodeTaint.Of(node, pod.Pod))
            .Where(taints => taints.Count > 0)
            .OrderBy(taints => string.Join(' ', taints), StringComparer.Ordinal),
    ];
}
