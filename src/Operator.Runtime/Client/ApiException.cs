using System.Net;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>The API server's refusal, with its own words. Thrown for every answer outside 2xx.</summary>
/// <param name="code">HTTP status.</param>
/// <param name="reason">The machine-readable reason of the Status object: <c>NotFound</c>, <c>Conflict</c>, <c>Expired</c>, …</param>
public sealed class ApiException(HttpStatusCode code, string reason, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public HttpStatusCode Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>How long the server asked to be left alone, above zero and within minutes; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    public bool IsConflict => Code == HttpStatusCode.Conflict;

    /// <summary>The resourceVersion or continue token is too old: only a new list helps.</summary>
    public bool IsGone => Code == HttpStatusCode.Gone || Reason is "Expired" or "Gone";

    /// <summary>The namespace is being deleted: nothing can be made in it any more.</summary>
    public bool IsNamespaceTerminating { get; private init; }

    /// <summary>
    /// A JSON patch that does not fit the object: a <c>test</c> that failed, or an index that is not there. Unlike a refusal by validation,
    /// which has the same code, it names no field.
    /// </summary>
    internal bool IsInapplicablePatch { get; private init; }

    internal static ApiException Conflict(string message) => new(HttpStatusCode.Conflict, "Conflict", message);

    internal static ApiException From(HttpStatusCode code, V1Status? status, string text, TimeSpan? retryAfter)
    {
        var message = string.IsNullOrEmpty(status?.Message) ? text.Trim() : status.Message;
        var reason = string.IsNullOrEmpty(status?.Reason) ? code.ToString() : status.Reason;
        return new ApiException(code, reason, message.Length == 0 ? $"The API server answered {(int)code}." : message, retryAfter)
        {
            IsInapplicablePatch = code == HttpStatusCode.UnprocessableEntity && status?.Details?.Causes is not { Count: > 0 },
            IsNamespaceTerminating = status?.Details?.Causes?.Any(each => each.Reason == "NamespaceTerminating") is true,
        };
    }
}
