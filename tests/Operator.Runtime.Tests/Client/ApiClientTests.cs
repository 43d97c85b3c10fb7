using k8s;
using MiniStack.ApiPaths;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Tests.Watching;
using static MiniStack.Operator.Runtime.Tests.Watching.ScriptedServer;

namespace MiniStack.Operator.Runtime.Tests.Client;

public sealed class ApiClientTests
{
    private static readonly ResourceType<k8s.Models.V1ConfigMap> ConfigMaps = new("", "v1", "ConfigMap", "configmaps", TestJson.Default.V1ConfigMap);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/k8s/clusters/c-1")]
    [InlineData("/k8s/clusters/c-1/")]
    public async Task The_path_of_a_kubeconfigs_server_comes_before_every_other(string prefix)
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await StartAsync(Status(404, "NotFound"), List("1", null), Status(404, "NotFound"));
        using var kubeconfig = new TemporaryKubeconfig(server.Url + prefix);
        using var client = new ApiClient(ApiClientConfiguration.Load(kubeconfig.Path));

        await client.GetAsync(ConfigMaps, new ObjectKey("a", "b"), token);
        await client.ListAsync(ConfigMaps, null, LabelSelector.Has("c"), 5, null, token);
        await Assert.ThrowsAsync<ApiException>(() => client.ReadAsync(ApiPath.Version, TestJson.Default.V1ConfigMap, token));

        var root = prefix.TrimEnd('/');
        Assert.Equal(
            [$"{root}/api/v1/namespaces/a/configmaps/b", $"{root}/api/v1/configmaps?labelSelector=c&limit=5", $"{root}/version"], server.Requests);
    }

    [Fact]
    public async Task A_name_that_no_object_can_have_is_not_asked_for()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await StartAsync();
        using var client = new ApiClient(new KubernetesClientConfiguration { Host = server.Url });
        foreach (var key in new[] { new ObjectKey("a", "../../victim/secrets/crown"), new ObjectKey("../victim", "b"), new ObjectKey("a", "") })
        {
            await Assert.ThrowsAsync<InvalidNameException>(() => client.GetAsync(ConfigMaps, key, token));
            await Assert.ThrowsAsync<InvalidNameException>(() => client.ApplyAsync(ConfigMaps, key, new byte[1], "test", token));
            await Assert.ThrowsAsync<InvalidNameException>(() => client.DeleteAsync(ConfigMaps, key, "uid", token));
            await Assert.ThrowsAsync<InvalidNameException>(() => client.ReadLogAsync(key, "c", false, 1, 1, TimeSpan.FromSeconds(1), token));
        }

        await Assert.ThrowsAsync<InvalidNameException>(() => client.ListAsync(ConfigMaps, "../victim", null, 1, null, token));
        Assert.Empty(server.Requests);
    }

    private sealed class TemporaryKubeconfig : IDisposable
    {
        public TemporaryKubeconfig(string server) => File.WriteAllText(Path, $$$"""
            {"apiVersion":"v1","kind":"Config","current-context":"a","contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],
             "clusters":[{"name":"a","cluster":{"server":"{{{server}}}"}}],"users":[{"name":"a","user":{"token":"t"}}]}
            """);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
