using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Controller;

/// <summary>The steps that failed at a stack's last pass, each with the time since which it has failed at every one.</summary>
internal sealed class LastingFailures
{
    private readonly Dictionary<(string What, bool IsConflict), DateTimeOffset> _since;

    private LastingFailures(Dictionary<(string What, bool IsConflict), DateTimeOffset> since, IReadOnlyList<Finding> findings) =>
        (_since, Findings) = (since, findings);

    /// <summary>What has failed for longer than such things do.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <param name="before">Of the pass before; null for none.</param>
    /// <param name="failed">At this pass.</param>
    public static LastingFailures Of(LastingFailures? before, IReadOnlyList<FailedStep> failed, DateTimeOffset now)
    {
        var since = failed
            .Select(KeyOf)
            .Distinct()
            .ToDictionary(key => key, key => before is not null && before._since.TryGetValue(key, out var first) ? first : now);
        return new(since, [.. failed.Where(each => now - since[KeyOf(each)] >= each.Patience).Select(each => each.ToFinding())]);
    }

    private static (string What, bool IsConflict) KeyOf(FailedStep step) => (step.What, step.IsConflict);
}
