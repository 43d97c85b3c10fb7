using System.Text.Json;

namespace MiniStack.Operator.ClusterTests.Sweep;

/// <summary>One verb on one resource, as a role grants it.</summary>
/// <param name="Resource">With its subresource.</param>
internal sealed record Grant(string Group, string Resource, string Verb)
{
    /// <summary>Everything that the operator's roles grant.</summary>
    public static async Task<IReadOnlyList<Grant>> ReadAsync(Cluster cluster)
    {
        const string Api = "/apis/rbac.authorization.k8s.io/v1";
        var roles = new[]
        {
            await cluster.Admin.FindAsync($"{Api}/clusterroles/ministack-operator"),
            await cluster.Admin.FindAsync($"{Api}/namespaces/ministack-system/roles/ministack-operator-lease"),
        };
        return
        [
            .. from role in roles
               from rule in role!.Value.GetProperty("rules").EnumerateArray()
               from grp in Texts(rule, "apiGroups")
               from resource in Texts(rule, "resources")
               // No request has it: admission asks for it, where OwnerReferencesPermissionEnforcement is on.
               where resource != "ministacks/finalizers"
               from verb in Texts(rule, "verbs")
               select new Grant(grp, resource, verb),
        ];
    }

    private static IEnumerable<string> Texts(JsonElement rule, string field) => rule.GetProperty(field).EnumerateArray().Select(each => each.GetString()!);
}
