using System.Text.Json;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>
/// Why <c>spec.api.autoscale</c> has no effect, in the words of its HorizontalPodAutoscaler: it is the one that knows whether a LimitRange gave
/// the pods a request. The API serves all the same, so it is said and keeps nothing from being ready.
/// </summary>
public static class AutoscaleRules
{
    /// <summary>In which <c>autoscaling/v1</c> has what later versions have in the status.</summary>
    public const string Conditions = "autoscaling.alpha.kubernetes.io/conditions";

    /// <summary>New pods have no figures yet, and a metrics server may be started again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A spec that lacks a request does not get one by waiting.</summary>
    private static readonly TimeSpan PatienceWithoutRequest = TimeSpan.FromMinutes(1);

    /// <param name="now">UTC.</param>
    /// <returns>A sentence, or when there may be one; neither where it scales, or is not to.</returns>
    public static (string? Note, TimeSpan? DueIn) Judge(ObservedStack observed, DateTime now)
    {
        var spec = observed.Stack.Spec;
        if (spec.Suspend || spec.Api.Autoscale is null || StackAnnotations.IsPaused(observed.Stack)
            || Inactive(observed.Autoscaler?.Metadata.Annotation(Conditions)) is not { } inactive)
        {
            return (null, null);
        }

        var lacksRequest = spec.Api.Resources?.Requests?.ContainsKey("cpu") is not true && spec.Api.Resources?.Limits?.ContainsKey("cpu") is not true;
        var remaining = (lacksRequest ? PatienceWithoutRequest : Patience) - (now - inactive.Since);
        return remaining > TimeSpan.Zero ? (null, remaining) : ($"spec.api.autoscale has no effect: {Why(observed, inactive, lacksRequest)}.", null);
    }

    private static string Why(ObservedStack observed, Inactivity inactive, bool lacksRequest)
    {
        const string set = "set spec.api.resources.requests.cpu";
        if (inactive.Says("missing request for cpu"))
        {
            return lacksRequest || inactive.Says($"container {Names.ApiContainer} ")
                ? $"its pods have no CPU request, {set}"
                : "a container of its pods that something else put there has no CPU request";
        }

        var cause = inactive.Says("could not find the requested resource") ? "the cluster has no metrics server"
            : inactive.Says("currently unable to handle the request") ? "the cluster's metrics server does not answer"
            : inactive.Says("no metrics returned") || inactive.Says("did not receive metrics") ? "the cluster's metrics server has no figures of its pods"
            : $"HorizontalPodAutoscaler {Names.Api(observed.Stack.Metadata.Name)} says {inactive.Reason}";
        return lacksRequest ? $"its pods have no CPU request, {set}; and {cause}" : $"{cause}: kubectl describe hpa {Names.Api(observed.Stack.Metadata.Name)}";
    }

    /// <returns>Null where it scales, where nothing is to be scaled, or nothing is known.</returns>
    private static Inactivity? Inactive(string? conditions)
    {
        if (conditions is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(conditions);
            return document.RootElement.EnumerateArray()
                .Where(each => Text(each, "type") == "ScalingActive" && Text(each, "status") == "False" && Text(each, "reason") != "ScalingDisabled")
                .Select(each => new Inactivity(each.GetProperty("lastTransitionTime").GetDateTime().ToUniversalTime(), Text(each, "reason"), Text(each, "message")))
                .FirstOrDefault();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // Anybody who may change the object may write what they like there.
            return null;
        }

        static string Text(JsonElement condition, string name) => condition.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
    }

    /// <param name="Since">UTC.</param>
    private sealed record Inactivity(DateTime Since, string Reason, string Message)
    {
        public bool Says(string words) => Message.Contains(words, StringComparison.Ordinal);
    }
}
