using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Controller;

/// <summary>The steps that failed at a stack's last pass, each with the time since which it has failed at every one.</summary>
internal sealed class LastingFailures
{
    private readonly Dictionary<string, (DateTimeOffset Since, FailedStep Step)> _steps;

    private LastingFailures(Dictionary<string, (DateTimeOffset Since, FailedStep Step)> steps, DateTimeOffset now)
    {
        _steps = steps;
        Findings = [.. steps.Values.Where(each => now - each.Since >= each.Step.Patience).Select(each => each.Step.ToFinding())];
    }

    /// <summary>What has failed for longer than such things do.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <param name="before">Of the pass before; null for none.</param>
    /// <param name="failed">At this pass.</param>
    public static LastingFailures Of(LastingFailures? before, IReadOnlyList<FailedStep> failed, DateTimeOffset now) => new(
        failed.DistinctBy(each => each.What).ToDictionary(
            each => each.What,
            each => before?._steps.TryGetValue(each.What, out var known) == true ? (known.Since, Worse(known.Step, each)) : (now, each)),
        now);

    /// <summary>A conflict in between says nothing of what keeps the step from getting through.</summary>
    private static FailedStep Worse(FailedStep known, FailedStep latest) => latest.IsConflict ? known : latest;
}
