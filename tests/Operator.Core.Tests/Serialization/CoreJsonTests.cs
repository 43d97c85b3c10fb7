using System.Text.Json;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Tests.Serialization;

public sealed class CoreJsonTests
{
    [Fact]
    public void A_stack_with_nothing_but_an_image_gets_the_CRDs_defaults()
    {
        var stack = JsonSerializer.Deserialize("""{"spec":{"api":{"image":"x"}}}""", CoreJson.Default.V1Alpha1MiniStack)!;
        Assert.Equal("x", stack.Spec.Api.Image);
        Assert.Equal((1, 8000, "ClusterIP"), (stack.Spec.Api.Replicas, stack.Spec.Api.Port, stack.Spec.Api.Service.Type));
        Assert.Equal(("/health", null, 300), (stack.Spec.Api.Health.LivenessPath, stack.Spec.Api.Health.ReadinessPath, stack.Spec.Api.Health.StartupSeconds));
        Assert.Equal((null, "app", "app"), (stack.Spec.Database.Version, stack.Spec.Database.Name, stack.Spec.Database.User));
        Assert.Equal("1Gi", stack.Spec.Database.Storage.Size.ToString());
        Assert.Equal("Retain", stack.Spec.DeletionPolicy);
        Assert.Null(stack.Status);
    }

    [Fact]
    public void A_spec_survives_the_way_to_the_cluster_and_back()
    {
        var json = JsonSerializer.Serialize(Stacks.Full(), CoreJson.Default.V1Alpha1MiniStack);
        var back = JsonSerializer.Deserialize(json, CoreJson.Default.V1Alpha1MiniStack)!;
        Assert.Equal(json, JsonSerializer.Serialize(back, CoreJson.Default.V1Alpha1MiniStack));
        Assert.Contains("\"startupSeconds\":61", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_and_values_of_a_newer_version_do_not_stop_the_decoder()
    {
        var stack = JsonSerializer.Deserialize(
            """{"spec":{"deletionPolicy":"Snapshot","api":{"image":"x","sidecars":[{"name":"y"}]}}}""", CoreJson.Default.V1Alpha1MiniStack)!;
        Assert.Equal("Snapshot", stack.Spec.DeletionPolicy);
    }

    /// <summary>Under server-side apply a null would claim the field, and a zero left out would give it up.</summary>
    [Fact]
    public void Nulls_are_left_out_and_zeros_are_kept()
    {
        var rollout = new ApiRollout(TemplateRevision.Current(ClusterCapabilities.Newest), "hash", 0, MigrationKey: null, Autoscaled: false);
        var json = JsonSerializer.Serialize(ApiDeployment.Build(Stacks.Minimal(), rollout), CoreJson.Default.V1Deployment);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.Contains("\"replicas\":0", json, StringComparison.Ordinal);
        Assert.Contains("\"maxUnavailable\":0", json, StringComparison.Ordinal);
    }
}
