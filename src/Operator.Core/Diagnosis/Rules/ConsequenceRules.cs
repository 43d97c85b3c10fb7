using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What follows from other findings: an API without its database, a rollout that cannot go on.</summary>
internal static class ConsequenceRules
{
    /// <summary>They stop a roll before it begins, or have nothing to do with one.</summary>
    private static readonly FindingCode[] BeforeTheRoll =
    [
        FindingCodes.InvalidSpec, FindingCodes.Conflict, FindingCodes.DatabaseDown, FindingCodes.MigrationFailed, FindingCodes.ApiUnavailable,
    ];

    /// <param name="findings">In order.</param>
    /// <returns>The findings with what follows from them, in order.</returns>
    public static IReadOnlyList<Finding> Complete(ObservedStack observed, IReadOnlyList<ObservedPod> pods, IReadOnlyList<Finding> findings)
    {
        if (observed.Stack.Spec.Suspend)
        {
            return findings;
        }

        List<Finding> all = [.. findings];
        if (!observed.IsDatabaseReady && !IsServing(observed) && all.Find(each => each.Component == Labels.DatabaseComponent) is { } cause)
        {
            all.RemoveAll(IsDatabaseDown);
            var first = all.FindIndex(each => each.Component == Labels.ApiComponent);
            all.Insert(first < 0 ? all.Count : first, DatabaseDown(cause));
        }

        if (RolloutStuck(observed, pods, all) is { } stuck)
        {
            all.Insert(all.FindLastIndex(each => each.Component == Labels.ApiComponent) + 1, stuck);
        }

        return all;
    }

    /// <summary>An API that is not started before its database has all of its no pods ready.</summary>
    private static bool IsServing(ObservedStack observed) => observed is { IsApiReady: true, Api.Spec.Replicas: > 0 };

    private static bool IsDatabaseDown(Finding finding) => finding.Component == Labels.ApiComponent && finding.Code == FindingCodes.DatabaseDown;

    private static Finding DatabaseDown(Finding cause) =>
        new(Labels.ApiComponent, FindingCodes.DatabaseDown, $"The API waits for its database: {cause.Message}", cause.Hint)
        {
            Stalls = cause.Stalls,
        };

    private static Finding? RolloutStuck(ObservedStack observed, IReadOnlyList<ObservedPod> pods, IReadOnlyList<Finding> findings)
    {
        var causes = findings.Where(each => each.Component == Labels.ApiComponent && !BeforeTheRoll.Contains(each.Code)).ToList();
        if (causes is not [var cause, ..] || observed.Api is not { } deployment || causes.Any(each => each.Code == FindingCodes.RolloutStuck))
        {
            return null;
        }

        var own = pods.Where(each => each is { Component: Labels.ApiComponent, IsOfJob: false, IsReady: true } && !each.IsLeaving).ToList();
        var old = own.Where(each => each.IsOfOldVersion).ToList();
        var fresh = own.Count - old.Count;
        if (old.Count == 0 || fresh >= deployment.Spec.Replicas)
        {
            return null;
        }

        var image = ImageOf(old[0]);
        var isSame = image == observed.Stack.Spec.Api.Image;
        return new Finding(
            Labels.ApiComponent,
            FindingCodes.RolloutStuck,
            $"The rollout of Deployment {deployment.Metadata.Name} is stuck: {fresh} of {deployment.Spec.Replicas} pods are new and ready, "
            + $"and {(old.Count == 1 ? "1 pod" : $"{old.Count} pods")} of {(isSame ? "the version before" : $"image {image}")} {(old.Count == 1 ? "goes" : "go")} on serving.",
            isSame ? $"kubectl rollout status deployment/{deployment.Metadata.Name}" : $"Mend the new version, or go back: set spec.api.image to {image}")
        {
            Stalls = cause.Stalls,
        };
    }

    private static string? ImageOf(ObservedPod pod) => pod.Pod.Spec.Containers.FirstOrDefault(each => each.Name == Names.ApiContainer)?.Image;
}
