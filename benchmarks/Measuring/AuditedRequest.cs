using System.Globalization;
using System.Text.Json;

namespace MiniStack.Benchmarks.Measuring;

/// <summary>One request as the API server's audit log has it.</summary>
/// <param name="Verb">As RBAC names it: get, list, watch, create, patch, …</param>
/// <param name="Resource">With its subresource, such as <c>ministacks/status</c>; empty for a path that is no resource.</param>
/// <param name="Uri">Path and query.</param>
/// <param name="Received">By the API server's clock, which is this machine's.</param>
/// <param name="Answered">When the answer was written.</param>
internal sealed record AuditedRequest(
    string Id, string User, string Verb, string Resource, string Uri, DateTime Received, DateTime Answered, int Code)
{
    public bool IsLease => Resource == "leases";

    public static AuditedRequest Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var entry = document.RootElement;
        var target = entry.TryGetProperty("objectRef", out var found) ? found : default;
        var subresource = Text(target, "subresource");
        return new(
            Text(entry, "auditID"),
            Text(entry.GetProperty("user"), "username"),
            Text(entry, "verb"),
            subresource.Length == 0 ? Text(target, "resource") : $"{Text(target, "resource")}/{subresource}",
            Text(entry, "requestURI"),
            Time("requestReceivedTimestamp"),
            Time("stageTimestamp"),
            entry.TryGetProperty("responseStatus", out var status) && status.TryGetProperty("code", out var code) ? code.GetInt32() : 0);

        DateTime Time(string name) => DateTime.Parse(
            Text(entry, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

        static string Text(JsonElement item, string name) =>
            item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }
}
