namespace MiniStack.Benchmarks.Heal;

/// <summary>Faults of every kind of child that can be put right by one write, with no new pod and no question of data.</summary>
internal static class Faults
{
    public static readonly IReadOnlyList<Fault> All =
    [
        new("services", "-api", null),
        new("configmaps", "-db", """{"data":{"00000000-ministack.sh":"exit 1"}}"""),
        new("deployments", "-api", """{"spec":{"revisionHistoryLimit":9}}"""),
        new("networkpolicies", "-db", null),
        new("secrets", "-db", """{"data":{"host":"eA=="}}"""),
        new("serviceaccounts", "-api", """{"automountServiceAccountToken":true}"""),
        new("statefulsets", "-db", """{"spec":{"replicas":2}}"""),
        new("configmaps", "-db", null),
        new("services", "-db", """{"spec":{"selector":{"ministack.dev/component":"api"}}}"""),
        new("serviceaccounts", "-api", null),
        new("networkpolicies", "-db", """{"spec":{"podSelector":{"matchLabels":{"ministack.dev/component":"api"}}}}"""),
        new("services", "-db-pods", null),
    ];
}
