namespace MiniStack.Operator.ClusterTests.Drift;

public sealed class RestoredCredentialsTests(Cluster cluster)
{
    [Fact]
    public async Task Each_Secret_that_is_deleted_is_told_of_once_and_by_its_name()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        string[] secrets = ["demo-db", "demo-db-admin"];
        foreach (var secret in secrets)
        {
            await cluster.Admin.DeleteAsync(cluster.Admin.PathOf("secret", ns.Name, secret));

            IReadOnlyList<string> told = [];
            await Eventually.TrueAsync(
                async () => (told = await ToldAsync()).Any(
                    each => each.StartsWith($"The password of Secret {secret} was gone; it has a new one: ", StringComparison.Ordinal)),
                () => $"no more is told than {string.Join(" ", told)}\n{cluster.Operator.LastLogLines}");
        }

        Assert.Equal(secrets.Length, (await ToldAsync()).Count);

        async Task<IReadOnlyList<string>> ToldAsync() =>
        [
            .. (await cluster.Admin.ListAsync(cluster.Admin.PathOf("event", ns.Name)))
                .Where(each => each.GetProperty("reason").GetString() == "CredentialsRestored")
                .Select(each => each.GetProperty("message").GetString()!),
        ];
    }
}
