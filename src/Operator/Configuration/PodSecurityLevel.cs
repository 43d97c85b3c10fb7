namespace MiniStack.Operator.Configuration;

/// <summary>What the pods of a stack may ask for, as the levels of the Pod Security Standards have it.</summary>
internal enum PodSecurityLevel
{
    /// <summary>Nothing that gives a pod power over its node.</summary>
    Baseline,

    /// <summary>Whatever the spec says: whoever may create a MiniStack may then have any pod.</summary>
    Privileged,
}
