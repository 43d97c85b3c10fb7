using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>Holds a workload to the pod template it was made with, so that upgrading the operator or the cluster restarts nothing.</summary>
public static class TemplatePin
{
    /// <param name="live">Metadata of the live workload, null where there is none.</param>
    /// <param name="specHash">The hash of the spec as it is now.</param>
    /// <param name="capabilities">What the cluster serves.</param>
    /// <returns>
    /// The template to make; null when a newer operator made one that this build does not know, for the same spec: then the template has
    /// to be left alone.
    /// </returns>
    public static TemplateRevision? Choose(V1ObjectMeta? live, string specHash, ClusterCapabilities capabilities)
    {
        var isUnchanged = live.Annotation(Annotations.SpecHash) == specHash;
        return isUnchanged && live.Annotation(Annotations.TemplateRevision) is { } made
            ? TemplateRevision.Parse(made)
            : TemplateRevision.Current(capabilities);
    }
}
