using System.Text.Json;

namespace MiniStack.Operator.ClusterTests;

/// <summary>One request as the API server's audit log has it.</summary>
/// <param name="Verb">As RBAC names it: get, list, watch, create, patch, …</param>
/// <param name="Resource">With its subresource, as in RBAC: <c>ministacks/status</c>. Empty for a path that is no resource.</param>
/// <param name="Namespace">Empty for a request over all namespaces.</param>
/// <param name="Name">Empty where the request is not about one object.</param>
/// <param name="IsForbidden">By RBAC; what admission refuses, as anything new in a namespace that goes, has the same code.</param>
public sealed record AuditedRequest(string Verb, string Group, string Resource, string Namespace, string Name, int Code, bool IsForbidden, string Uri)
{
    /// <summary>The requests of one user, from a position in the log on.</summary>
    public static IReadOnlyList<AuditedRequest> Read(string log, string user, long from = 0)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        var requests = new List<AuditedRequest>();
        while (reader.ReadLine() is { } line)
        {
            // The server may be in the middle of the last line.
            if (!line.EndsWith('}'))
            {
                break;
            }

            using var document = JsonDocument.Parse(line);
            var entry = document.RootElement;
            if (entry.GetProperty("user").GetProperty("username").GetString() == user)
            {
                requests.Add(Parse(entry));
            }
        }

        return requests;
    }

    public override string ToString() => $"{Verb} {Uri} -> {Code}";

    private static AuditedRequest Parse(JsonElement entry)
    {
        var target = entry.TryGetProperty("objectRef", out var found) ? found : default;
        var subresource = Text(target, "subresource");
        return new(
            Text(entry, "verb"),
            Text(target, "apiGroup"),
            Text(target, "resource") + (subresource.Length > 0 ? "/" + subresource : ""),
            Text(target, "namespace"),
            Text(target, "name"),
            entry.TryGetProperty("responseStatus", out var status) && status.TryGetProperty("code", out var code) ? code.GetInt32() : 0,
            entry.TryGetProperty("annotations", out var notes) && Text(notes, "authorization.k8s.io/decision") == "forbid",
            Text(entry, "requestURI"));

        static string Text(JsonElement item, string name) =>
            item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }
}
