using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Planning;

/// <summary>A change of the number of the API's pods alone: those that served go on serving meanwhile.</summary>
internal static class ApiScaling
{
    /// <summary>
    /// The API was ready, every pod is of the present template, and as many are available as were when it was last looked at, or as are
    /// wanted now. A pod that fails makes them fewer, and no new one counts before it has been ready.
    /// </summary>
    public static bool IsUnderWay(ObservedStack observed) =>
        observed.Stack.Status is { } told
        && told.Condition(ConditionTypes.ApiReady)?.Status == "True"
        && observed.Api is { Status.AvailableReplicas: > 0 and var available, Spec.Replicas: > 0 and var wanted } deployment
        && available >= Math.Min(ReadyIn(told), wanted)
        && (IsSeen(deployment) ? deployment.Status.UpdatedReplicas == deployment.Status.Replicas : IsOfCountAlone(observed, deployment, told));

    /// <summary>Kubernetes has taken up the Deployment's newest state.</summary>
    public static bool IsSeen(V1Deployment deployment) => deployment.Status?.ObservedGeneration >= (deployment.Metadata.Generation ?? 0);

    /// <summary>Until Kubernetes has taken up a change only the pass that made it can tell what it was.</summary>
    private static bool IsOfCountAlone(ObservedStack observed, V1Deployment deployment, MiniStackStatus told) =>
        observed.FormerApi is { } former
        && PodTemplates.AreEqual(former.Spec.Template, deployment.Spec.Template)
        && (told.ObservedGeneration == observed.Stack.Metadata.Generation || former.Spec.Replicas != deployment.Spec.Replicas);

    /// <summary>The first number in <c>1/3</c>.</summary>
    private static int ReadyIn(MiniStackStatus told) => int.TryParse(told.Api?.Ready?.Split('/')[0], out var ready) ? ready : int.MaxValue;
}
