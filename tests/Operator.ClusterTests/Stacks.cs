namespace MiniStack.Operator.ClusterTests;

internal static class Stacks
{
    /// <summary>A MiniStack with the fields that every test needs; <paramref name="spec"/> is indented as under <c>spec</c>.</summary>
    public static string Minimal(string name, string api = "", string database = "", string spec = "") => $"""
        apiVersion: ministack.dev/v1alpha1
        kind: MiniStack
        metadata:
          name: {name}
        spec:
          {spec}
          api:
            image: example.test/api:1
            {api}
          database:
            storage: {"{"}size: 1Gi{"}"}
            {database}
        """;
}
