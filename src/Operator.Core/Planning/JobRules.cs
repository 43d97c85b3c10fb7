using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

public static class JobRules
{
    public static JobState StateOf(V1Job job)
    {
        return Has("Complete") ? JobState.Complete : Has("Failed") ? JobState.Failed : JobState.Running;

        bool Has(string type) => job.Status?.Conditions?.Any(each => each.Type == type && each.Status == "True") is true;
    }

    /// <summary>It took longer than its deadline, and its pods were ended.</summary>
    public static bool IsOverdue(V1Job job) =>
        job.Status?.Conditions?.Any(each => each is { Type: "Failed", Status: "True", Reason: "DeadlineExceeded" }) is true;

    /// <summary>
    /// What it was made for may come about by another pod than it has: it failed, or none of its pods runs. Whether one does, Kubernetes says
    /// from 1.24 on; before, a Job that has not failed is left alone.
    /// </summary>
    /// <param name="specHash">Of the spec as it is now. A Job without one was made by an earlier build.</param>
    public static bool IsOutdated(V1Job job, string specHash) =>
        job.Metadata.Annotation(Annotations.SpecHash) is { } made
        && made != specHash
        && (StateOf(job) == JobState.Failed || (StateOf(job) == JobState.Running && job.Status?.Ready is 0));

    /// <summary>What the Job was made for; a Job can't be changed, only be replaced.</summary>
    public static bool IsFor(V1Job job, string target) =>
        job.Metadata.Annotation(Annotations.Target) == target;
}
