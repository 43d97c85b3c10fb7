namespace MiniStack.Operator.ClusterTests;

/// <summary>What becomes of a pod.</summary>
public enum PodFate
{
    /// <summary>Its containers run and are ready.</summary>
    Run,

    /// <summary>Its containers crash again and again; the pod is not ready.</summary>
    Break,

    /// <summary>It ended well.</summary>
    Succeed,

    /// <summary>It ended badly.</summary>
    Fail,

    /// <summary>Nothing yet.</summary>
    Wait,
}
