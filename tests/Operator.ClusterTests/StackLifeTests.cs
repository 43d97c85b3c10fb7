namespace MiniStack.Operator.ClusterTests;

public sealed class StackLifeTests(Cluster cluster)
{
    [Fact]
    public async Task Kubectl_scale_scales_the_api_and_its_disruption_budget_comes_and_goes()
    {
        var ns = await CreateReadyStackAsync();

        await ns.KubectlAsync("scale", "ms", "demo", "--replicas=3");
        await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("spec").GetProperty("replicas").GetInt32() == 3);
        await ns.EventuallyAsync("poddisruptionbudget", "demo-api", _ => true);
        await ns.MakePodsReadyAsync("demo", "api", 3);
        var stack = await ns.EventuallyAsync(
            "ministack", "demo", found => found.GetProperty("status").GetProperty("api").GetProperty("ready").GetString() == "3/3");
        Assert.Equal(3, stack.GetProperty("status").GetProperty("api").GetProperty("replicas").GetInt32());

        await ns.KubectlAsync("scale", "ms", "demo", "--replicas=1");
        await ns.EventuallyGoneAsync("poddisruptionbudget", "demo-api");
    }

    [Fact]
    public async Task Suspend_takes_the_pods_and_keeps_the_data_and_resume_waits_for_the_database()
    {
        var ns = await CreateReadyStackAsync();

        // A volume that nobody makes would be told instead of what is waited for.
        await using var kubelet = ns.StartKubelet();
        kubelet.FateOf = _ => PodFate.Wait;
        var volume = (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").GetProperty("uid").GetString();

        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await ns.EventuallyStatusAsync("demo", "Suspended");
        await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("spec").GetProperty("replicas").GetInt32() == 0);
        await ns.EventuallyAsync("statefulset", "demo-db", found => found.GetProperty("spec").GetProperty("replicas").GetInt32() == 0);
        Assert.Equal(volume, (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").GetProperty("uid").GetString());
        await ns.KubectlAsync("delete", "pods", "--all", "--force", "--grace-period=0");

        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await ns.EventuallyAsync(
            "ministack", "demo", found => TestNamespace.Condition(found, "ApiReady")?.GetProperty("reason").GetString() == "WaitingForDatabase");
        Assert.Equal(0, (await ns.GetAsync("deployment", "demo-api")).GetProperty("spec").GetProperty("replicas").GetInt32());

        await ns.MakePodsReadyAsync("demo", "database");
        await ns.MakePodsReadyAsync("demo", "api");
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task Deleted_and_made_again_it_finds_its_volume_and_its_password()
    {
        var ns = await CreateReadyStackAsync();
        var volume = (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").GetProperty("uid").GetString();
        var password = (await ns.GetAsync("secret", "demo-db")).GetProperty("data").GetProperty("password").GetString();

        await ns.KubectlAsync("delete", "ms", "demo");
        foreach (var (kind, name) in new[] { ("statefulset", "demo-db"), ("deployment", "demo-api"), ("service", "demo-db"), ("configmap", "demo-db") })
        {
            await ns.EventuallyGoneAsync(kind, name);
        }

        await ns.KubectlAsync("delete", "pods", "--all", "--force", "--grace-period=0");
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.MakePodsReadyAsync("demo", "api");
        await ns.EventuallyStatusAsync("demo", "Ready");

        Assert.Equal(volume, (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").GetProperty("uid").GetString());
        Assert.Equal(password, (await ns.GetAsync("secret", "demo-db")).GetProperty("data").GetProperty("password").GetString());
    }

    [Theory]
    [InlineData("version: 16", "DataDirectoryIncompatible", "made by PostgreSQL 17, and spec.database.version is 16")]
    [InlineData("name: other", "DataDirectoryIncompatible", "spec.database.name app, not other")]
    [InlineData("user: other", "DataDirectoryIncompatible", "spec.database.user app, not other")]
    public async Task A_kept_volume_of_another_database_is_refused_and_untouched(string database, string code, string words)
    {
        var ns = await CreateReadyStackAsync();
        await ns.KubectlAsync("delete", "ms", "demo");
        await ns.EventuallyGoneAsync("statefulset", "demo-db");
        var before = (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").GetProperty("resourceVersion").GetString();

        await ns.ApplyAsync(Stacks.Minimal("demo", database: database));

        var stack = await ns.EventuallyStatusAsync("demo", code);
        Assert.Contains(words, stack.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Null(await ns.FindAsync("statefulset", "demo-db"));
        Assert.Equal(before, (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").GetProperty("resourceVersion").GetString());
    }

    [Fact]
    public async Task A_lost_volume_is_said_and_never_replaced_by_an_empty_one()
    {
        var ns = await CreateReadyStackAsync();

        await ns.KubectlAsync("delete", "statefulset", "demo-db", "--cascade=orphan", "--wait=false");
        await ns.KubectlAsync("patch", "pvc", "demo-db-data", "--type=merge", "-p", """{"metadata":{"finalizers":null}}""");
        await ns.KubectlAsync("delete", "pvc", "demo-db-data", "--wait=false");

        await ns.EventuallyStatusAsync("demo", "DataVolumeLost");
        await ns.EventuallyGoneAsync("pvc", "demo-db-data");
    }

    [Fact]
    public async Task Somebody_elses_object_under_a_childs_name_is_named_and_not_touched()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.KubectlAsync("create", "service", "clusterip", "demo-db", "--tcp=1234");

        await ns.ApplyAsync(Stacks.Minimal("demo"));

        var stack = await ns.EventuallyStatusAsync("demo", "Conflict");
        Assert.Contains("Service demo-db", stack.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString()!, StringComparison.Ordinal);
        var service = await ns.GetAsync("service", "demo-db");
        Assert.Equal(1234, service.GetProperty("spec").GetProperty("ports")[0].GetProperty("port").GetInt32());

        await ns.KubectlAsync("delete", "service", "demo-db");
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.EventuallyAsync("ministack", "demo", found => !found.GetProperty("status").TryGetProperty("diagnosis", out _));
    }

    [Fact]
    public async Task A_lost_secret_is_restored_and_the_api_rolls_when_the_database_has_its_new_password()
    {
        var ns = await CreateReadyStackAsync();
        var old = await ns.GetAsync("secret", "demo-db");
        var template = (await ns.GetAsync("deployment", "demo-api")).GetProperty("spec").GetProperty("template").ToString();

        await ns.KubectlAsync("delete", "secret", "demo-db");

        await ns.EventuallyAsync("job", "demo-db-password", _ => true);
        var restored = await ns.GetAsync("secret", "demo-db");
        Assert.NotEqual(old.GetProperty("data").GetProperty("password").GetString(), restored.GetProperty("data").GetProperty("password").GetString());
        Assert.Equal(template, (await ns.GetAsync("deployment", "demo-api")).GetProperty("spec").GetProperty("template").ToString());

        await using var kubelet = ns.StartKubelet();
        await ns.EventuallyGoneAsync("job", "demo-db-password");
        await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("spec").GetProperty("template").ToString() != template);
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task A_password_that_is_changed_back_is_told_to_the_database_as_well()
    {
        var ns = await CreateReadyStackAsync();
        var old = (await ns.GetAsync("secret", "demo-db")).GetProperty("data").GetProperty("password").GetString();

        await ns.KubectlAsync("patch", "secret", "demo-db", "--type=merge", "-p", """{"stringData":{"password":"another"}}""");
        var first = await ns.EventuallyAsync("job", "demo-db-password", _ => true);
        await ns.KubectlAsync("patch", "secret", "demo-db", "--type=merge", "-p", $$$"""{"data":{"password":"{{{old}}}"}}""");

        await ns.EventuallyAsync("job", "demo-db-password", found =>
            found.GetProperty("metadata").GetProperty("uid").GetString() != first.GetProperty("metadata").GetProperty("uid").GetString());
        await using var kubelet = ns.StartKubelet();
        await ns.EventuallyGoneAsync("job", "demo-db-password");
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Theory]
    [InlineData("model-store")]
    [InlineData("other-db")]
    public async Task The_api_rolls_when_a_secret_changes_that_it_names_another_stacks_own_included(string secret)
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("other"));
        await ns.EventuallyAsync("secret", "other-db", _ => true);
        await ns.KubectlAsync("create", "secret", "generic", "model-store", "--from-literal=password=first");
        await ns.ApplyAsync(Stacks.Minimal("demo", $"env: [{{name: NAMED, valueFrom: {{secretKeyRef: {{name: {secret}, key: password}}}}}}]"));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.MakePodsReadyAsync("demo", "api");
        await ns.EventuallyStatusAsync("demo", "Ready");
        var template = (await ns.GetAsync("deployment", "demo-api")).GetProperty("spec").GetProperty("template").ToString();

        await ns.KubectlAsync("patch", "secret", secret, "--type=merge", "-p", """{"stringData":{"password":"second"}}""");

        await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("spec").GetProperty("template").ToString() != template);
    }

    [Fact]
    public async Task A_refused_stack_does_not_take_the_rows_of_an_earlier_one_along()
    {
        var ns = await CreateReadyStackAsync();
        await ns.KubectlAsync("delete", "ms", "demo");
        await ns.EventuallyGoneAsync("statefulset", "demo-db");
        var volume = (await ns.GetAsync("pvc", "demo-db-data")).GetProperty("metadata").GetProperty("uid").GetString();

        await ns.ApplyAsync(Stacks.Minimal("demo", database: "version: 16", spec: "deletionPolicy: Delete"));
        await ns.EventuallyStatusAsync("demo", "DataDirectoryIncompatible");
        await ns.KubectlAsync("delete", "ms", "demo");

        await ns.EventuallyGoneAsync("ministack", "demo");
        var kept = await ns.GetAsync("pvc", "demo-db-data");
        Assert.Equal(volume, kept.GetProperty("metadata").GetProperty("uid").GetString());
        Assert.False(kept.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _));
        await ns.GetAsync("secret", "demo-db");
        await ns.GetAsync("secret", "demo-db-admin");
    }

    [Fact]
    public async Task Both_secrets_lost_at_once_is_said_with_what_to_do()
    {
        var ns = await CreateReadyStackAsync();
        await ns.KubectlAsync("annotate", "ms", "demo", "ministack.dev/paused=true");
        await ns.EventuallyStatusAsync("demo", "Paused");
        await ns.KubectlAsync("delete", "secret", "demo-db", "demo-db-admin");
        await ns.KubectlAsync("annotate", "ms", "demo", "ministack.dev/paused-");

        var stack = await ns.EventuallyStatusAsync("demo", "CredentialsLost");
        Assert.Contains("kubectl create secret", stack.GetProperty("status").GetProperty("diagnosis").GetProperty("hint").GetString()!, StringComparison.Ordinal);
        Assert.Null(await ns.FindAsync("secret", "demo-db"));

        await ns.KubectlAsync("create", "secret", "generic", "demo-db-admin", "--from-literal=password=NEW");
        await ns.KubectlAsync("label", "secret", "demo-db-admin", "ministack.dev/stack=demo");
        await using var kubelet = ns.StartKubelet();
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task What_the_schema_cannot_refuse_everywhere_the_operator_does()
    {
        var ns = await cluster.CreateNamespaceAsync();
        Assert.SkipWhen(cluster.ControlPlane.ServerVersion.IsAtLeast(1, 29), "Refused at admission by CEL from Kubernetes 1.29 on.");

        await ns.ApplyAsync(Stacks.Minimal("demo", database: "user: postgres"));

        var stack = await ns.EventuallyStatusAsync("demo", "InvalidSpec");
        Assert.Contains("spec.database.user", stack.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Null(await ns.FindAsync("secret", "demo-db"));
    }

    private async Task<TestNamespace> CreateReadyStackAsync()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.MakePodsReadyAsync("demo", "api");
        await ns.EventuallyStatusAsync("demo", "Ready");
        return ns;
    }
}
