using System.Text.RegularExpressions;
using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What a probe asks, and what came of it, in words that do not differ from pod to pod or from look to look.</summary>
internal static partial class ProbeWords
{
    private static readonly Dictionary<int, string> Statuses = new()
    {
        [301] = "Moved Permanently",
        [302] = "Found",
        [307] = "Temporary Redirect",
        [308] = "Permanent Redirect",
        [400] = "Bad Request",
        [401] = "Unauthorized",
        [403] = "Forbidden",
        [404] = "Not Found",
        [405] = "Method Not Allowed",
        [406] = "Not Acceptable",
        [410] = "Gone",
        [421] = "Misdirected Request",
        [426] = "Upgrade Required",
        [429] = "Too Many Requests",
        [500] = "Internal Server Error",
        [501] = "Not Implemented",
        [502] = "Bad Gateway",
        [503] = "Service Unavailable",
        [504] = "Gateway Timeout",
    };

    /// <returns>The rest of a sentence that begins with the container; null when nothing is known.</returns>
    public static string? Of(ObservedContainer container, ProbeFailure? failure)
    {
        if (failure is null || container.ProbeOf(failure.Probe) is not { } probe)
        {
            return null;
        }

        return probe.HttpGet is { } http ? Http(container, probe, http, failure) : Exec(probe, failure);
    }

    private static string Http(ObservedContainer container, V1Probe probe, V1HTTPGetAction http, ProbeFailure failure)
    {
        // Ours names the container's port; a mesh asks on a port of its own.
        var port = int.TryParse($"{http.Port}", out var number) ? number : container.Port;
        var request = $"GET {http.Path} on port {port}";
        return failure.IsSentToHttps ? $"answers {request} with a redirect to HTTPS, where it does not answer"
            : failure.SpeaksTls ? $"speaks TLS on port {port}, where it is asked for GET {http.Path} in plain HTTP"
            : failure.SpeaksNoTls ? $"speaks plain HTTP on port {port}, where it is asked for GET {http.Path} by TLS"
            : failure.Status is { } status ? $"answers {status}{(Statuses.GetValueOrDefault(status) is { } name ? $" ({name})" : "")} to {request}"
            : failure.IsRefused ? $"accepts no connections on port {port}"
            : failure.IsTimeout ? $"does not answer {request} within {probe.TimeoutSeconds ?? 1} s"
            : $"does not answer {request}: {TellingLine.Clean(Request().Replace(failure.Output, ""))}";
    }

    /// <summary>Those of <c>pg_isready</c>, which the database is asked by.</summary>
    private static string Exec(V1Probe probe, ProbeFailure failure)
    {
        var program = probe.Exec?.Command?.FirstOrDefault(each => !each.StartsWith('-')) ?? "its command";
        return failure.Output.Contains("rejecting connections", StringComparison.Ordinal) ? "turns connections away (it starts, stops or recovers)"
            : failure.IsTimeout || failure.Output.Length == 0 || failure.Output.Contains("no response", StringComparison.Ordinal) ? "does not answer"
            : $"fails its probe {program}: {TellingLine.Clean(StartFailure.Shorten(failure.Output))}";
    }

    /// <summary>The address of the pod.</summary>
    [GeneratedRegex("""^Get "?https?://\S+: (?:(?:dial|read) tcp \S+: )?""")]
    private static partial Regex Request();
}
