namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Who has to do something about an image that a node could not get.</summary>
internal enum PullFailureKind
{
    NotFound,
    Denied,
    RateLimit,
    Unreachable,
    Registry,
    Platform,
    NodeFull,
    Other,
}
