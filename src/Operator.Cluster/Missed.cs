using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

/// <summary>What could not be read of a stack.</summary>
/// <param name="What">A kind, or an object: <c>events</c>, <c>Secret settings</c>.</param>
/// <param name="Why">In the words of who refused or failed.</param>
/// <param name="IsForbidden">The reader has no right to it; else it may be there at the next look.</param>
public sealed record Missed(string What, string Why, bool IsForbidden)
{
    public static Missed Of(string what, Exception exception) => exception switch
    {
        ApiException { Reason: "Forbidden" } => new Missed(what, exception.Message, IsForbidden: true),
        OperationCanceledException or TimeoutException => new Missed(what, "The API server took too long to answer.", IsForbidden: false),
        _ => new Missed(what, exception.Message, IsForbidden: false),
    };

    public override string ToString() => $"{What}: {Why}";
}
