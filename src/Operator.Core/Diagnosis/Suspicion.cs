namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What a rule takes for trouble; a finding once it has lasted longer than its code's patience.</summary>
/// <param name="Component"><c>api</c> or <c>database</c>.</param>
/// <param name="Code">What kind of trouble it is.</param>
/// <param name="Text">
/// A sentence about the cause. The same of all pods with the same cause: <see cref="PodMark"/> stands for the pod, and nothing else in it
/// (addresses, counts, times) differs from pod to pod or from look to look.
/// </param>
/// <param name="Hint">The next command, or the field to change.</param>
internal sealed record Suspicion(string Component, FindingCode Code, string Text, string? Hint = null)
{
    /// <summary>Becomes <c>pod demo-api-1</c>, or <c>pod demo-api-1 and 9 more</c>.</summary>
    public const string PodMark = "{pod}";

    /// <summary>Name of the pod that <see cref="PodMark"/> stands for; null without one.</summary>
    public string? Pod { get; init; }

    /// <summary>UTC. Null: for long enough, since it can't mend itself.</summary>
    public DateTime? Since { get; init; }

    /// <summary>Of a pod that a newer version is to replace.</summary>
    public bool IsOfOldVersion { get; init; }

    public IReadOnlyList<string> LogTail { get; init; } = [];

    /// <summary>Null: as the code says.</summary>
    public bool? Stalls { get; init; }
}
