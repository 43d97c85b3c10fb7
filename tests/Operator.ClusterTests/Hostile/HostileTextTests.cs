using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Tests.Validation;

namespace MiniStack.Operator.ClusterTests.Hostile;

/// <summary>
/// Every text of a spec with everything that could mean something else in a path or a query, past a CRD that would let it: no request of the
/// operator leaves the stack's namespace, or names what is not the stack's.
/// </summary>
public sealed class HostileTextTests(UncheckedCluster hostile) : IClassFixture<UncheckedCluster>
{
    private const int AtOnce = 16;

    [Fact]
    public async Task No_text_of_a_spec_leads_a_request_out_of_the_stacks_namespace_and_each_is_answered_by_one_clear_status()
    {
        var fields = SpecFields.All;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(fields.Index(), options, async (each, _) => await TryAsync(each.Item, each.Index));

        var tenant = Regex.Escape(hostile.Tenant.Name);
        var expected = new Regex(
            $@"^(/api/v1|/apis/[a-z0-9.]+/v[a-z0-9]+)/namespaces/({tenant}/[a-z]+(/s\d*(-[-a-z0-9]+)?(\.[0-9a-f]+)?(/(log|status|scale))?)?|ministack-system/leases(/ministack-operator)?)(\?|$)"
            + $@"|^/api/v1/namespaces/{tenant}$"
            + @"|^(/api/v1|/apis/[a-z0-9.]+(/v[a-z0-9]+)?)(/[a-z]+)?(\?|$)|^/(api|apis|version)(\?|$)|^/openapi/v[23](/[-a-z0-9./]+)?(\?|$)");
        Assert.All(hostile.Requests(), request => Assert.Matches(expected, request.Uri));
        Assert.DoesNotContain(hostile.Requests(), request => request.Namespace == "victim" || request.Name == "crown");
        await AssertNothingWasTakenAsync();
    }

    /// <summary>The attack itself, which the checks of paths and of names each stop.</summary>
    [Fact]
    public async Task Another_namespaces_secret_is_nobodys_password()
    {
        var stack = SpecTable.Stack("{metadata: {name: s}, spec: {database: {passwordSecretRef: {name: ../../victim/secrets/crown, key: key}}}}");
        stack["metadata"]!["namespace"] = hostile.Tenant.Name;
        await hostile.Cluster.Admin.CreateAsync(hostile.StackPath(), stack.ToJsonString());

        var told = await hostile.Tenant.EventuallyStatusAsync("s", "InvalidSpec");

        Assert.StartsWith(
            "spec.database.passwordSecretRef.name must name a Secret",
            TestNamespace.Condition(told, "Ready")!.Value.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.Null(await hostile.Tenant.FindAsync("secret", "s-db"));
        await AssertNothingWasTakenAsync();
    }

    private async Task TryAsync(SpecField field, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"s{number}");

        // What names nothing is in no request's path at all: there each text meets every fourth field.
        var texts = SpecFields.HostileTexts.Where((_, i) => field.IsName || i % 4 == number % 4);
        foreach (var text in texts)
        {
            var stack = SpecFields.Stack(field, text);
            var path = hostile.StackPath(name);
            stack["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = hostile.Tenant.Name };
            using var answer = await SendAsync(path, stack);
            if (!answer.IsSuccessStatusCode)
            {
                // A quantity that is none.
                Assert.Contains((int)answer.StatusCode, new[] { 400, 422 });
                continue;
            }

            await AssertToldAsync(field, name, text);
        }

        await hostile.Cluster.Admin.DeleteAsync(hostile.StackPath(name));
    }

    /// <summary>Makes the stack, or puts it in the place of the one before.</summary>
    private async Task<HttpResponseMessage> SendAsync(string path, JsonObject stack)
    {
        while (true)
        {
            var there = await hostile.Cluster.Admin.FindAsync(path);
            stack["metadata"]!["resourceVersion"] = there?.GetProperty("metadata").GetProperty("resourceVersion").GetString();
            var answer = there is null
                ? await hostile.Cluster.Admin.SendAsync(HttpMethod.Post, hostile.StackPath(), stack.ToJsonString())
                : await hostile.Cluster.Admin.SendAsync(HttpMethod.Put, path, stack.ToJsonString());
            if (answer.StatusCode != HttpStatusCode.Conflict)
            {
                return answer;
            }

            // The operator wrote the status meanwhile.
            answer.Dispose();
        }
    }

    private async Task AssertToldAsync(SpecField field, string name, string text)
    {
        JsonElement stack = default;
        await Eventually.TrueAsync(
            async () =>
            {
                stack = (await hostile.Cluster.Admin.FindAsync(hostile.StackPath(name)))!.Value;
                return stack.TryGetProperty("status", out var status)
                    && status.TryGetProperty("observedGeneration", out var seen)
                    && seen.GetInt64() == stack.GetProperty("metadata").GetProperty("generation").GetInt64();
            },
            () => $"{field} with '{text}' has no status: {stack}\n{hostile.Cluster.Operator.LastLogLines}");
        var message = TestNamespace.Condition(stack, "Ready")!.Value.GetProperty("message").GetString()!;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.DoesNotContain("Exception", message, StringComparison.Ordinal);
        if (field.IsName && text.Length > 0 && field.Path != "spec.api.volumeMounts[0].name")
        {
            Assert.Equal("InvalidSpec", TestNamespace.Condition(stack, "Ready")!.Value.GetProperty("reason").GetString());
            Assert.StartsWith(field.Path + " must ", message, StringComparison.Ordinal);
        }
    }

    private async Task AssertNothingWasTakenAsync() => Assert.All(
        await hostile.Cluster.Admin.ListAsync(hostile.Cluster.Admin.PathOf("secret", hostile.Tenant.Name)),
        secret => Assert.DoesNotContain(Convert.ToBase64String("jewels-of-the-crown"u8.ToArray()), secret.GetRawText(), StringComparison.Ordinal));
}
