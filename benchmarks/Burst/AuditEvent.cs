using System.Globalization;
using System.Text.Json;

namespace MiniStack.Benchmarks.Burst;

/// <summary>One finished request, from an audit log that has bodies.</summary>
/// <param name="Resource">With its subresource, such as <c>ministacks/status</c>.</param>
/// <param name="Request">The request's body as JSON; empty for none.</param>
/// <param name="Answer">The answer's body; of kind <see cref="JsonValueKind.Undefined"/> where there is none.</param>
internal sealed record AuditEvent(
    string User, string Verb, string Uri, string Namespace, string Resource, DateTime Received, DateTime Ended, int Code, string Request, JsonElement Answer)
{
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete";

    public bool IsRead => Verb is "get" or "list";

    /// <summary>What a reader of a report would call it, such as <c>apply services</c>.</summary>
    public string Title => $"{(IsApply ? "apply" : Verb)} {Resource}";

    public bool IsApply => Verb == "patch" && Uri.Contains("force=true", StringComparison.Ordinal);

    /// <returns>Null for a request that is about no object, such as one for metrics.</returns>
    public static AuditEvent? Parse(string line)
    {
        var root = JsonDocument.Parse(line).RootElement;
        if (!root.TryGetProperty("objectRef", out var target) || Text(target, "resource") is not { Length: > 0 } resource)
        {
            return null;
        }

        var subresource = Text(target, "subresource");
        return new AuditEvent(
            root.GetProperty("user").GetProperty("username").GetString()!,
            Text(root, "verb"),
            Text(root, "requestURI"),
            Text(target, "namespace"),
            subresource.Length == 0 ? resource : $"{resource}/{subresource}",
            Time(root, "requestReceivedTimestamp"),
            Time(root, "stageTimestamp"),
            root.GetProperty("responseStatus").GetProperty("code").GetInt32(),
            root.TryGetProperty("requestObject", out var request) ? request.GetRawText() : "",
            root.TryGetProperty("responseObject", out var answer) ? answer : default);
    }

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static DateTime Time(JsonElement parent, string name) =>
        DateTime.Parse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
