using k8s.Models;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

internal static class ReplicaSets
{
    private const string Revision = "deployment.kubernetes.io/revision";

    /// <summary>
    /// The one that the API's Deployment is moving to; null when there is none yet, which is so until Kubernetes has taken up a new template.
    /// </summary>
    public static V1ReplicaSet? Newest(ObservedStack observed)
    {
        var sets = observed.Evidence.ReplicaSets;
        if (observed.Api is not { } deployment || deployment.Metadata.Annotation(Revision) is not { } revision)
        {
            return sets.MaxBy(each => each.Metadata.CreationTimestamp);
        }

        // Its revision and its status speak of the template before the change. A change of the count alone makes no other pods.
        return (deployment.Status?.ObservedGeneration ?? 0) < (deployment.Metadata.Generation ?? 0)
            ? sets.FirstOrDefault(each => each.Spec?.Template is { } template && PodTemplates.AreEqual(template, deployment.Spec.Template))
            : sets.FirstOrDefault(each => each.Metadata.Annotation(Revision) == revision);
    }

    /// <summary>The pod was made from an earlier template than the Deployment has.</summary>
    public static bool IsOfEarlier(ObservedStack observed, string podTemplateHash)
    {
        var set = observed.Evidence.ReplicaSets.FirstOrDefault(each => HashOf(each) == podTemplateHash);
        return observed.Api?.Metadata.Annotation(Revision) is not null && set is not null && set.Metadata.Name != Newest(observed)?.Metadata.Name;
    }

    private static string? HashOf(V1ReplicaSet set) => set.Metadata.Labels is { } labels && labels.TryGetValue(ObservedPods.TemplateHash, out var hash) ? hash : null;
}
