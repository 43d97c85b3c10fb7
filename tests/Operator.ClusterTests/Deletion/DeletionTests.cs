using System.Text.Json;
using MiniStack.Operator.ClusterTests.Refusals;
using MiniStack.Operator.ClusterTests.Rest;
using MiniStack.Operator.ClusterTests.Runtime;

namespace MiniStack.Operator.ClusterTests.Deletion;

/// <summary>Whether a stack's data goes with it, by what its deletionPolicy was when it went.</summary>
public sealed class DeletionTests(AuditedCluster audited) : IClassFixture<AuditedCluster>
{
    private const string ToDelete = """{"spec":{"deletionPolicy":"Delete"}}""";
    private const string ToRetain = """{"spec":{"deletionPolicy":"Retain"}}""";

    private Cluster Cluster => audited.Cluster;

    [Fact]
    public async Task Patched_to_Delete_and_deleted_at_once_it_takes_its_data_along()
    {
        var ns = await CreateReadyStackAsync();

        await UnseenAsync(async () =>
        {
            await PatchAsync(ns, ToDelete);
            await DeleteAsync(ns);
        });

        await EventuallyEmptyAsync(ns);
    }

    [Fact]
    public async Task Patched_back_to_Retain_unseen_and_deleted_it_leaves_its_data()
    {
        var ns = await CreateReadyStackAsync();
        var volume = await UidAsync(ns, "pvc", "demo-db-data");

        await UnseenAsync(async () =>
        {
            await PatchAsync(ns, ToDelete);
            await PatchAsync(ns, ToRetain);
            await DeleteAsync(ns);
        });

        await ns.EventuallyGoneAsync("statefulset", "demo-db");
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.Equal(volume, await UidAsync(ns, "pvc", "demo-db-data"));
    }

    [Fact]
    public async Task A_new_stack_of_the_name_starts_empty_and_keeps_what_is_its_own()
    {
        var ns = await CreateReadyStackAsync();
        var volume = await UidAsync(ns, "pvc", "demo-db-data");

        await UnseenAsync(async () =>
        {
            await PatchAsync(ns, ToDelete);
            await DeleteAsync(ns);
            await ns.ApplyAsync(Stacks.Minimal("demo"));
        });

        var stack = await ns.EventuallyStatusAsync("demo", "Ready");
        var claim = (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata");
        Assert.NotEqual(volume, claim.GetProperty("uid").GetString());
        Assert.Equal(stack.GetProperty("metadata").GetProperty("uid").GetString(), Annotation(claim, "stack-uid"));
        Assert.False(claim.TryGetProperty("deletionTimestamp", out _));
    }

    [Fact]
    public async Task The_data_waits_for_the_databases_pod_also_when_another_operator_has_to_end_it()
    {
        var ns = await CreateReadyStackAsync();
        var pod = Cluster.Admin.PathOf("pod", ns.Name, "demo-db-0");
        await Cluster.Admin.PatchAsync(pod, """{"metadata":{"finalizers":["example.test/slow"]}}""");

        await UnseenAsync(async () =>
        {
            await PatchAsync(ns, ToDelete);
            await DeleteAsync(ns);
        });
        foreach (var (kind, name) in new[] { ("pvc", "demo-db-data"), ("secret", "demo-db"), ("secret", "demo-db-admin") })
        {
            await ns.EventuallyAsync(kind, name, found => Annotation(found.GetProperty("metadata"), "deleted-with") is not null);
        }

        await ns.EventuallyAsync("pod", "demo-db-0", found => found.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _));
        await Cluster.KillOperatorAsync();
        await Cluster.StartOperatorAsync();

        // Its last words come before its next look, and it would not look any more.
        await ns.ApplyAsync(Stacks.Minimal("other"));
        await ns.EventuallyStatusAsync("other", "Ready");
        Assert.False((await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").TryGetProperty("deletionTimestamp", out _));
        await ns.GetAsync("secret", "demo-db");

        await Cluster.Admin.PatchAsync(pod, """{"metadata":{"finalizers":null}}""");
        await EventuallyEmptyAsync(ns);
    }

    [Fact]
    public async Task Gone_while_no_operator_ran_it_leaves_its_data_and_an_event_says_so()
    {
        var ns = await CreateReadyStackAsync();
        await Cluster.KillOperatorAsync();
        await PatchAsync(ns, ToDelete);
        await DeleteAsync(ns);

        await Cluster.StartOperatorAsync();

        JsonElement? told = null;
        await Eventually.TrueAsync(
            async () => (told = (await Cluster.Admin.ListAsync(Cluster.Admin.PathOf("event", ns.Name)))
                .Cast<JsonElement?>()
                .FirstOrDefault(each => each!.Value.GetProperty("reason").GetString() == "DataKept")) is not null,
            () => $"nothing is told.\n{Cluster.Operator.LastLogLines}");
        Assert.Equal("demo-db-data", told!.Value.GetProperty("involvedObject").GetProperty("name").GetString());
        Assert.EndsWith(
            "kubectl delete persistentvolumeclaim/demo-db-data secret/demo-db secret/demo-db-admin",
            told.Value.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.False((await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").TryGetProperty("deletionTimestamp", out _));
        await ns.GetAsync("secret", "demo-db");
        await ns.GetAsync("secret", "demo-db-admin");
    }

    [Fact]
    public async Task Secrets_that_are_deleted_with_the_stack_are_not_restored()
    {
        var ns = await CreateReadyStackAsync();
        var before = Cluster.Operator.Log.Length;

        await UnseenAsync(async () =>
        {
            await DeleteAsync(ns);
            foreach (var (kind, name) in new[] { ("secret", "demo-db"), ("secret", "demo-db-admin"), ("pvc", "demo-db-data") })
            {
                await Cluster.Admin.DeleteAsync(Cluster.Admin.PathOf(kind, ns.Name, name));
            }
        });

        await ns.EventuallyGoneAsync("statefulset", "demo-db");
        await EventuallyEmptyAsync(ns);
        Assert.DoesNotContain(" fail:", Cluster.Operator.Log[before..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_stack_tells_that_the_data_of_the_former_cannot_be_removed_and_does_not_take_it_over()
    {
        var ns = await CreateReadyStackAsync();
        var volume = await UidAsync(ns, "pvc", "demo-db-data");
        await using (await DeadWebhook.ForbidAsync(ns, "", "persistentvolumeclaims", "pvc", "demo-db-data"))
        {
            await UnseenAsync(async () =>
            {
                await PatchAsync(ns, ToDelete);
                await DeleteAsync(ns);
                await ns.ApplyAsync(Stacks.Minimal("demo"));
            });

            var told = await ns.EventuallyStatusAsync("demo", "NotApplied");
            Assert.StartsWith(
                "The API server did not take the removal of what the former MiniStack demo left: admission webhook",
                told.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString(),
                StringComparison.Ordinal);
            Assert.Equal(volume, await UidAsync(ns, "pvc", "demo-db-data"));
        }

        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.NotEqual(volume, await UidAsync(ns, "pvc", "demo-db-data"));
    }

    [Fact]
    public async Task A_finalizer_that_cannot_be_attached_is_told_and_holds_up_nothing()
    {
        var ns = await CreateReadyStackAsync();
        DeadWebhook? webhook = null;
        await UnseenAsync(async () =>
        {
            await PatchAsync(ns, """{"spec":{"deletionPolicy":"Delete","api":{"image":"example.test/api:2"}}}""");
            webhook = await DeadWebhook.ForbidAsync(ns, "ministack.dev", "ministacks", "ministack", "demo");
        });

        await using (webhook)
        {
            await ns.EventuallyAsync("deployment", "demo-api", found => found.ToString().Contains("example.test/api:2", StringComparison.Ordinal));
            var told = await ns.EventuallyStatusAsync("demo", "NotApplied");
            Assert.StartsWith(
                "The API server did not take the finalizer of MiniStack demo: admission webhook",
                told.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString(),
                StringComparison.Ordinal);
        }

        await ns.EventuallyStatusAsync("demo", "Ready");
        await DeleteAsync(ns);
        await EventuallyEmptyAsync(ns);
    }

    [Fact]
    public async Task A_label_that_no_stack_can_have_stops_no_operator()
    {
        var ns = await CreateReadyStackAsync();
        foreach (var (name, stack) in new[] { ("a", "A_b"), ("b", ""), ("c", new string('x', 63)) })
        {
            await Cluster.Admin.CreateAsync(
                Cluster.Admin.PathOf("secret", ns.Name),
                $$$"""{"metadata":{"name":"{{{name}}}","labels":{"ministack.dev/stack":"{{{stack}}}"},"annotations":{"ministack.dev/stack-uid":"1","ministack.dev/deleted-with":"1"} } }""");
        }

        await Cluster.KillOperatorAsync();
        await Cluster.StartOperatorAsync();

        await DeleteAsync(ns);
        await ns.EventuallyGoneAsync("deployment", "demo-api");
        await ns.ApplyAsync(Stacks.Minimal("other"));
        await ns.EventuallyStatusAsync("other", "Ready");
        Assert.Null(Cluster.Operator.ExitCode);
        Assert.DoesNotContain(" fail:", Cluster.Operator.Log, StringComparison.Ordinal);
    }

    private async Task<TestNamespace> CreateReadyStackAsync()
    {
        var ns = await Cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        return ns;
    }

    /// <summary>Does what the operator sees only afterwards, all of it at once.</summary>
    private async Task UnseenAsync(Func<Task> act)
    {
        await Signals.SuspendAsync(Cluster.Operator.Id);
        try
        {
            await act();
        }
        finally
        {
            await Signals.ResumeAsync(Cluster.Operator.Id);
        }
    }

    private static Task<JsonElement> PatchAsync(TestNamespace ns, string patch) =>
        ns.Cluster.Admin.PatchAsync(ns.Cluster.Admin.PathOf("ministack", ns.Name, "demo"), patch);

    private static Task DeleteAsync(TestNamespace ns) => ns.Cluster.Admin.DeleteAsync(ns.Cluster.Admin.PathOf("ministack", ns.Name, "demo"));

    private static async Task EventuallyEmptyAsync(TestNamespace ns)
    {
        await ns.EventuallyGoneAsync("pvc", "demo-db-data");
        await ns.EventuallyGoneAsync("secret", "demo-db");
        await ns.EventuallyGoneAsync("secret", "demo-db-admin");
    }

    private static async Task<string> UidAsync(TestNamespace ns, string kind, string name) =>
        (await ns.GetAsync(kind, name)).GetProperty("metadata").GetProperty("uid").GetString()!;

    private static string? Annotation(JsonElement metadata, string name) =>
        metadata.TryGetProperty("annotations", out var annotations) && annotations.TryGetProperty($"ministack.dev/{name}", out var value)
            ? value.GetString()
            : null;
}
