using System.Text.RegularExpressions;
using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A taint that a pod does not tolerate.</summary>
/// <param name="Effect">Null where the scheduler alone told of it: it leaves the effect out.</param>
internal sealed partial record NodeTaint(string Key, string Value, string? Effect)
{
    /// <summary>Kubernetes set it, as long as something is wrong with the node: nothing that a pod is to tolerate.</summary>
    public bool IsOfTrouble =>
        Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal) || Key.StartsWith("node.cloudprovider.kubernetes.io/", StringComparison.Ordinal);

    /// <summary>It keeps users' pods off a control plane.</summary>
    public bool IsOfControlPlane => Key.StartsWith("node-role.kubernetes.io/", StringComparison.Ordinal);

    /// <summary>As schedulers have it that name taints.</summary>
    public override string ToString() => $"{{{Key}: {Value}}}";

    /// <summary>An entry of a pod's tolerations. One without an effect is for any.</summary>
    public string Toleration => $"{{key: {Key}, operator: Exists{(Effect is null ? "" : $", effect: {Effect}")}}}";

    /// <summary>Those that a scheduler names.</summary>
    public static IEnumerable<NodeTaint> In(string reason) =>
        Named().Matches(reason).Select(each => new NodeTaint(each.Groups["key"].Value, each.Groups["value"].Value, null));

    /// <summary>Of one node, those that keep the pod off.</summary>
    public static IReadOnlyList<NodeTaint> Of(ObservedNode node, V1Pod pod) =>
    [
        .. node.Taints
            .Where(taint => taint.Effect is "NoSchedule" or "NoExecute" && pod.Spec.Tolerations?.Any(each => Tolerates(each, taint)) is not true)
            .Select(taint => new NodeTaint(taint.Key, taint.Value ?? "", taint.Effect)),
    ];

    private static bool Tolerates(V1Toleration toleration, V1Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint.Key)
        && (toleration.OperatorProperty == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));

    [GeneratedRegex(@"taint \{(?<key>[^:}\s]+): (?<value>[^}]*)\}")]
    private static partial Regex Named();
}
