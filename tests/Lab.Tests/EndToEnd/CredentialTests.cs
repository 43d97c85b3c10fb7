using System.Text.Json;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Rows "edit password in demo-db" and "delete a Secret while the database lives".</summary>
[Trait("Category", "EndToEnd")]
public sealed class CredentialTests(LabFixture lab)
{
    private const string Chosen = "a-password_chosen.by+hand/42";

    [Fact]
    public async Task Edited_password_is_given_to_the_database_and_then_to_the_api()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        var (oldPassword, admin) = (await PasswordAsync(stack), await AdminPasswordAsync(stack));
        var pod = await stack.ApiPodAsync();

        await stack.KubectlAsync(
            "patch", "secret", stack.Database, "--type=merge", "-p", $$"""{"data": {"password": "{{Json.Encode(Chosen)}}"} }""");

        var rolled = (await stack.WaitForApiPodsAsync(1, pod))[0];
        await stack.WaitUntilReadyAsync();
        using (var api = await stack.ForwardAsync())
            Assert.Equal(200, (int)(await api.Http.GetAsync("/ready")).StatusCode);
        Assert.Equal(Chosen, await PasswordAsync(stack));
        Assert.Contains(Uri.EscapeDataString(Chosen), await stack.SecretAsync(stack.Database, "uri"), StringComparison.Ordinal);
        Assert.True(await LogsInAsync(stack, "app", Chosen));
        Assert.False(await LogsInAsync(stack, "app", oldPassword), "Postgres still takes the old password.");
        Assert.StartsWith(
            "SCRAM-SHA-256$4096:", await stack.SqlAsync("SELECT rolpassword FROM pg_authid WHERE rolname = 'app'"), StringComparison.Ordinal);
        Assert.Equal(0, Pods.RestartsOf(rolled));

        var said = await EverythingSaidAsync(stack);
        foreach (var password in (string[])[oldPassword, Chosen, admin])
        {
            Assert.DoesNotContain(password, said, StringComparison.Ordinal);
            Assert.DoesNotContain(Json.Encode(password), said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deleted_credentials_are_restored_with_a_password_that_the_database_knows()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        var pod = await stack.ApiPodAsync();
        var old = await PasswordAsync(stack);
        var database = (await stack.DatabasePodAsync()).UidOf();

        await stack.KubectlAsync("delete", "secret", stack.Database);

        await stack.WaitForApiPodsAsync(1, pod);
        await stack.WaitUntilReadyAsync();
        var restored = await PasswordAsync(stack);
        Assert.NotEqual(old, restored);
        Assert.True(await LogsInAsync(stack, "app", restored));
        Assert.Equal(database, (await stack.DatabasePodAsync()).UidOf());
        Assert.Contains(await stack.ListAsync(Resource.Events), item => item.TextAt("reason") == "CredentialsRestored");
    }

    [Fact]
    public async Task Deleted_superuser_credentials_are_restored_by_one_restart_of_the_database()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        await stack.SqlAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        var (old, database) = (await AdminPasswordAsync(stack), (await stack.DatabasePodAsync()).UidOf());

        await stack.KubectlAsync("delete", "secret", stack.AdminSecret);

        await Eventually.IsTrueAsync("a new database pod is ready", TestStack.ReadyDeadline, async () =>
            await stack.FindAsync(Resource.Pods, stack.DatabasePod) is { } pod && pod.UidOf() != database && Pods.IsReady(pod));
        await stack.WaitUntilReadyAsync();
        var restored = await AdminPasswordAsync(stack);
        Assert.NotEqual(old, restored);
        Assert.True(await LogsInAsync(stack, "postgres", restored));
        Assert.False(await LogsInAsync(stack, "postgres", old), "Postgres still takes the old password.");
        Assert.Equal("42", await stack.SqlAsync("SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Both_secrets_lost_at_once_is_said_and_nothing_is_made_up()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var (app, admin) = (await ManifestAsync(stack, stack.Database), await ManifestAsync(stack, stack.AdminSecret));

        // While nobody looks, or the operator would restore the one before the other is gone.
        await stack.KubectlAsync("annotate", "ms", stack.Name, "ministack.dev/paused=true");
        await stack.WaitForReasonAsync("Paused");
        await stack.KubectlAsync("delete", "secret", stack.Database, stack.AdminSecret);
        await stack.KubectlAsync("annotate", "ms", stack.Name, "ministack.dev/paused-");

        var status = await stack.WaitForReasonAsync("CredentialsLost");
        Assert.NotEmpty(status.Diagnosis);
        Assert.Equal("True", (await stack.StackAsync()).Condition("Stalled")?.TextAt("status"));
        Assert.Null(await stack.FindAsync(Resource.Secrets, stack.Database));

        await stack.ApplyAsync(app);
        await stack.ApplyAsync(admin);
        await stack.WaitUntilReadyAsync();
    }

    private static Task<string> PasswordAsync(TestStack stack) => stack.SecretAsync(stack.Database, "password");

    private static Task<string> AdminPasswordAsync(TestStack stack) => stack.SecretAsync(stack.AdminSecret, "password");

    private static async Task<string> ManifestAsync(TestStack stack, string secret)
    {
        var found = await stack.GetAsync(Resource.Secrets, secret);
        return JsonSerializer.Serialize(new
        {
            apiVersion = "v1",
            kind = "Secret",
            metadata = new { name = secret, labels = found.At("metadata", "labels"), annotations = found.At("metadata", "annotations") },
            type = found.TextAt("type"),
            data = found.At("data"),
        });
    }

    /// <summary>Over TCP, at the pod's own address: what comes from elsewhere is asked for its password.</summary>
    private static async Task<bool> LogsInAsync(TestStack stack, string user, string password)
    {
        var address = (await stack.DatabasePodAsync()).TextAt("status", "podIP");
        try
        {
            await stack.KubectlAsync(
                "exec", stack.DatabasePod, "-c", "postgres", "--", "env", "PGPASSWORD=" + password, "psql", "-h", address, "-U", user, "-d", "app", "-qtAc", "SELECT 1");
            return true;
        }
        catch (LabException e) when (e.LogTail.Any(line => line.Contains("password authentication failed", StringComparison.Ordinal)))
        {
            return false;
        }
    }

    /// <summary>All that anyone who may not read Secrets can read of a stack.</summary>
    private async Task<string> EverythingSaidAsync(TestStack stack)
    {
        Resource[] resources =
        [
            Resource.Stack, Resource.Pods, Resource.Deployments, Resource.ReplicaSets, Resource.StatefulSets, Resource.Jobs,
            Resource.ConfigMaps, Resource.Claims, Resource.Services, Resource.Events,
        ];
        var texts = await Task.WhenAll(resources.Select(async resource => await lab.Api.GetTextAsync(resource.PathOf(stack.Namespace))));
        var logs = await Task.WhenAll(
            stack.KubectlAsync("logs", stack.DatabasePod, "--all-containers"),
            stack.KubectlAsync("logs", "deployment/" + stack.Api),
            lab.KubectlAsync("-n", OperatorInstallation.Namespace, "logs", "deployment/" + OperatorInstallation.Deployment));
        Assert.All(logs, Assert.NotEmpty);
        return string.Join('\n', [.. texts, .. logs]);
    }
}
