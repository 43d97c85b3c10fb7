using k8s.Models;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

internal static class ReplicaSets
{
    private const string Revision = "deployment.kubernetes.io/revision";

    /// <summary>The one that the API's Deployment is moving to.</summary>
    public static V1ReplicaSet? Newest(ObservedStack observed) => observed.Api?.Metadata.Annotation(Revision) is { } revision
        ? observed.Evidence.ReplicaSets.FirstOrDefault(each => each.Metadata.Annotation(Revision) == revision)
        : observed.Evidence.ReplicaSets.MaxBy(each => each.Metadata.CreationTimestamp);
}
