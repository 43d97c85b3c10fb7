using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Causes before effects, and one finding for one cause, however many pods show it.</summary>
internal static class FindingOrder
{
    /// <summary>What every part depends on, then the database, then the API that depends on it.</summary>
    private static readonly string[] Components = ["stack", Labels.DatabaseComponent, Labels.ApiComponent];

    public static IEnumerable<Finding> Sort(IEnumerable<(Finding Finding, bool IsOfOldVersion)> findings) => findings
        .OrderBy(each => FindingCodes.IsUnmetWish(each.Finding.Code.Name))
        .ThenBy(each => Array.IndexOf(Components, each.Finding.Component))
        .ThenBy(each => each.IsOfOldVersion)
        .ThenBy(each => FindingCodes.RankOf(each.Finding.Code))
        .ThenBy(each => each.Finding.Message, StringComparer.Ordinal)
        .Select(each => each.Finding);

    /// <summary>
    /// One trouble shows in several ways: a full volume is also a crash, and a container that restarts is not ready either. Of one pod
    /// only the code that comes first stands, even while it waits for its time.
    /// </summary>
    public static IEnumerable<Suspicion> OneCauseAPod(IEnumerable<Suspicion> suspicions) => suspicions
        .GroupBy(each => each.Pod)
        .SelectMany(group => group.Key is null ? group : Leading(group));

    private static IEnumerable<Suspicion> Leading(IEnumerable<Suspicion> ofPod)
    {
        var ranked = ofPod.GroupBy(each => FindingCodes.RankOf(each.Code));
        return ranked.MinBy(each => each.Key)!;
    }

    public static IEnumerable<(Finding Finding, bool IsOfOldVersion)> Merge(IEnumerable<Suspicion> suspicions) => suspicions
        .GroupBy(each => (each.Component, each.Code, each.Text))
        .Select(group =>
        {
            var first = group.OrderBy(each => each.IsOfOldVersion).ThenBy(each => each.Pod, StringComparer.Ordinal).First();
            var pods = group.Select(each => each.Pod).Distinct().Count();
            var pod = pods > 1 ? $"pod {first.Pod} and {pods - 1} more" : $"pod {first.Pod}";
            var finding = new Finding(
                first.Component, first.Code, first.Text.Replace(Suspicion.PodMark, pod, StringComparison.Ordinal), first.Hint)
            {
                LogTail = first.LogTail,
                Stalls = first.Stalls ?? first.Code.Stalls,
            };
            return (finding, first.IsOfOldVersion);
        });
}
