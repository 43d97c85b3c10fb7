using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class ApiPodDisruptionBudgetTests
{
    [Theory]
    [InlineData(0, null, false, false)]
    [InlineData(1, null, false, false)]
    [InlineData(2, null, false, true)]
    [InlineData(2, null, true, false)]
    [InlineData(3, 1, false, false)]
    [InlineData(1, 2, false, true)]
    [InlineData(1, 2, true, false)]
    public void Only_two_replicas_or_more_have_one(int replicas, int? minReplicas, bool suspend, bool expected)
    {
        var stack = Stacks.With(spec => (spec.Api.Replicas, spec.Suspend) = (replicas, suspend));
        stack.Spec.Api.Autoscale = minReplicas is { } min ? new AutoscaleSpec { MinReplicas = min, MaxReplicas = 5 } : null;
        Assert.Equal(expected, ApiPodDisruptionBudget.Build(stack, ClusterCapabilities.Newest) is not null);
    }

    [Fact]
    public void An_old_clusters_has_its_version_and_none_of_the_newer_fields()
    {
        var budget = ApiPodDisruptionBudget.Build(Stacks.With(spec => spec.Api.Replicas = 2), ClusterCapabilities.Oldest)!;
        Assert.Equal("policy/v1beta1", budget.ApiVersion);
        Assert.Null(budget.Spec.UnhealthyPodEvictionPolicy);
    }
}
