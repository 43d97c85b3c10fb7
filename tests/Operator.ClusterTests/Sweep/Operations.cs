using System.Text.Json;

namespace MiniStack.Operator.ClusterTests.Sweep;

/// <summary>Everything that a user may do while the operator dies.</summary>
internal static class Operations
{
    /// <summary>The pods of this image's Jobs fail.</summary>
    public const string BrokenImage = "example.test/api:broken";

    /// <summary>A class whose volumes can grow.</summary>
    public const string GrowingClass = "growing";

    private const string Settings = "env: [{name: SETTING, valueFrom: {secretKeyRef: {name: settings, key: value}}}]";
    private const string Migrate = "migrate: {command: [migrate]}";
    private const string Autoscale = "autoscale: {minReplicas: 2, maxReplicas: 4}";
    private const string Ingress = "ingress: {host: demo.example.test}";
    private const string Paused = "ministack.dev/paused: \"true\"";

    /// <summary>A spec is there that is yet to be applied.</summary>
    private const string PausedBefore = "Paused, with changes under way";

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("create", ns => ns.ApplyAsync(Stacks.Minimal("demo", "replicas: 2")), Begins: null),
        new("change the image", ns => PatchAsync(ns, """{"spec":{"api":{"image":"example.test/api:2"}}}""")),
        new("change the environment", ns => PatchAsync(ns, """{"spec":{"api":{"env":[{"name":"COLOR","value":"blue"}]}}}""")),
        new("change a Secret that the API reads", ns => EditAsync(ns, "secret", "settings", """{"stringData":{"value":"2"}}"""), Api: Settings),
        new("scale up", ns => PatchAsync(ns, """{"spec":{"api":{"replicas":3}}}""")),
        new("scale down", ns => PatchAsync(ns, """{"spec":{"api":{"replicas":1}}}"""), Api: "replicas: 2"),
        new("suspend", ns => PatchAsync(ns, """{"spec":{"suspend":true}}"""), Ends: "Suspended"),
        new("suspend twice", async ns =>
        {
            foreach (var (suspend, reason) in new[] { ("true", "Suspended"), ("false", "Ready") })
            {
                await PatchAsync(ns, $$$"""{"spec":{"suspend":{{{suspend}}}} }""");
                await ns.EventuallyStatusAsync("demo", reason);
            }

            // The event is the same as before, and counted.
            await PatchAsync(ns, """{"spec":{"suspend":true}}""");
        }, Ends: "Suspended"),
        new("resume", ns => PatchAsync(ns, """{"spec":{"suspend":false}}"""), Spec: "suspend: true", Begins: "Suspended"),
        new("restart", ns => PatchAsync(ns, """{"metadata":{"annotations":{"ministack.dev/restartedAt":"2030-01-01T00:00:00Z"}}}""")),
        new("rotate the password", ns => EditAsync(ns, "secret", "demo-db", """{"stringData":{"password":"another-one"}}""")),
        new("delete demo-db", ns => DeleteAsync(ns, "secret", "demo-db")),
        new("delete demo-db-admin", ns => DeleteAsync(ns, "secret", "demo-db-admin")),
        new("delete and make again", async ns =>
        {
            await DeleteAsync(ns, "ministack", "demo");
            await ns.EventuallyGoneAsync("ministack", "demo");
            await ns.ApplyAsync(Stacks.Minimal("demo"));
        }),
        new("delete under Retain", ns => DeleteAsync(ns, "ministack", "demo"), Ends: null),
        new("delete under Delete", ns => DeleteAsync(ns, "ministack", "demo"), Ends: null, Spec: "deletionPolicy: Delete"),
        new("change the policy to Delete", ns => PatchAsync(ns, """{"spec":{"deletionPolicy":"Delete"}}""")),
        new("change the policy to Retain", ns => PatchAsync(ns, """{"spec":{"deletionPolicy":"Retain"}}"""), Spec: "deletionPolicy: Delete"),
        new("grow the volume", ns => PatchAsync(ns, """{"spec":{"database":{"storage":{"size":"2Gi"}}}}"""), Storage: $"{{size: 1Gi, storageClassName: {GrowingClass}}}"),
        new("turn autoscale on", ns => PatchAsync(ns, """{"spec":{"api":{"autoscale":{"minReplicas":2,"maxReplicas":4}}}}""")),
        new("turn autoscale off", ns => PatchAsync(ns, """{"spec":{"api":{"autoscale":null,"replicas":1}}}"""), Api: Autoscale),
        new("migrate", ns => PatchAsync(ns, """{"spec":{"api":{"image":"example.test/api:2"}}}"""), Api: Migrate),
        new("migrate in vain", ns => PatchAsync(ns, $$$"""{"spec":{"api":{"image":"{{{BrokenImage}}}"} } }"""), Ends: "MigrationFailed", Api: Migrate),
        new("turn the ingress on", ns => PatchAsync(ns, """{"spec":{"api":{"ingress":{"host":"demo.example.test"}}}}""")),
        new("turn the ingress off", ns => PatchAsync(ns, """{"spec":{"api":{"ingress":null}}}"""), Api: Ingress),
        new("pause and edit", async ns =>
        {
            await PatchAsync(ns, """{"metadata":{"annotations":{"ministack.dev/paused":"true"}}}""");
            await ns.EventuallyStatusAsync("demo", "Paused");
            await PatchAsync(ns, """{"spec":{"api":{"image":"example.test/api:2"}}}""");
        }, Ends: PausedBefore),
        new("resume from pause", ns => PatchAsync(ns, """{"metadata":{"annotations":{"ministack.dev/paused":null}}}"""), Annotation: Paused, Begins: PausedBefore),
        new("delete children by hand", async ns =>
        {
            await DeleteAsync(ns, "deployment", "demo-api");
            await DeleteAsync(ns, "service", "demo-db");
            await DeleteAsync(ns, "statefulset", "demo-db");
        }),
        new("hide children from the watch", async ns =>
        {
            var children = new[]
            {
                ("configmap", "demo-db"), ("networkpolicy", "demo-db"), ("serviceaccount", "demo-api"),
                ("ingress", "demo-api"), ("hpa", "demo-api"), ("pdb", "demo-api"),
            };
            foreach (var (kind, name) in children)
            {
                await EditAsync(ns, kind, name, """{"metadata":{"labels":{"ministack.dev/stack":null}}}""");
            }
        }, Api: $"{Autoscale}\n    {Ingress}"),
        new("create beside somebody's Job", async ns =>
        {
            await ns.Cluster.Admin.CreateAsync(ns.Cluster.Admin.PathOf("job", ns.Name), """
                {"metadata":{"name":"demo-api-migrate"},"spec":{"parallelism":0,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"job","image":"example.test/job:1"}]}}}}
                """);
            await ns.ApplyAsync(Stacks.Minimal("demo", Migrate));
            await ns.EventuallyStatusAsync("demo", "Conflict");
            await DeleteAsync(ns, "job", "demo-api-migrate");
        }, Begins: null),
    ];

    private static Task<JsonElement> PatchAsync(TestNamespace ns, string patch) => EditAsync(ns, "ministack", "demo", patch);

    private static Task<JsonElement> EditAsync(TestNamespace ns, string kind, string name, string patch) =>
        ns.Cluster.Admin.PatchAsync(ns.Cluster.Admin.PathOf(kind, ns.Name, name), patch);

    private static Task DeleteAsync(TestNamespace ns, string kind, string name) =>
        ns.Cluster.Admin.DeleteAsync(ns.Cluster.Admin.PathOf(kind, ns.Name, name));
}
