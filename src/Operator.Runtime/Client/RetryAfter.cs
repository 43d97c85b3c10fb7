using System.Net.Http.Headers;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>For how long a server asks to be left alone.</summary>
internal static class RetryAfter
{
    /// <summary>No answer silences us for longer: a clock may be wrong, and what stands before a server may say anything.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <param name="headers">With seconds or a date, which is read by the clock of whoever sent it.</param>
    /// <param name="status">Of the answer; its details may have seconds, too.</param>
    /// <returns>Null when it does not ask.</returns>
    public static TimeSpan? Of(HttpResponseHeaders headers, V1Status? status) => headers.RetryAfter switch
    {
        { Delta: { } delta } => Bounded(delta),
        { Date: { } date } => Bounded(date - (headers.Date ?? TimeProvider.System.GetUtcNow())),
        _ => Of(status),
    };

    /// <inheritdoc cref="Of(HttpResponseHeaders, V1Status?)"/>
    public static TimeSpan? Of(V1Status? status) =>
        status?.Details?.RetryAfterSeconds is { } seconds ? Bounded(TimeSpan.FromSeconds(seconds)) : null;

    private static TimeSpan? Bounded(TimeSpan asked) => asked <= TimeSpan.Zero ? null : asked < Longest ? asked : Longest;
}
