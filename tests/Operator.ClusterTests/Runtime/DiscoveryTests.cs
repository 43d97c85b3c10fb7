using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed class DiscoveryTests(Cluster cluster)
{
    [Theory]
    [InlineData("policy/v1", "io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "maxUnavailable", 24)]
    [InlineData("policy/v1", "io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy", 26)]
    [InlineData("batch/v1", "io.k8s.api.core.v1.LifecycleHandler", "exec", 24)]
    [InlineData("batch/v1", "io.k8s.api.core.v1.LifecycleHandler", "sleep", 29)]
    [InlineData("batch/v1", "io.k8s.api.core.v1.LifecycleHandler", "none", int.MaxValue)]
    [InlineData("apps/v1", "io.k8s.api.core.v1.LifecycleHandler", "exec", int.MaxValue)]
    public async Task Fields_are_known_where_their_schemas_are_published(string groupVersion, string schema, string field, int firstMinor)
    {
        using var client = new ApiClient(ApiClientConfiguration.Load(cluster.OperatorKubeconfig));

        var discovery = await ApiDiscovery.LoadAsync(client, ["policy/v1", "batch/v1", "example.com/v1"], TestContext.Current.CancellationToken);

        Assert.Equal(cluster.ControlPlane.ServerVersion.Minor, discovery.Minor);
        Assert.Equal(discovery.Minor >= firstMinor, discovery.HasField(groupVersion, schema, field));
    }
}
