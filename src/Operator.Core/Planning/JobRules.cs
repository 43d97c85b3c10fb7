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

    /// <summary>What the Job was made for; a Job can't be changed, only be replaced.</summary>
    public static bool IsFor(V1Job job, string target) =>
        job.Metadata.Annotation(Annotations.Target) == target;
}
