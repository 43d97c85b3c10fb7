using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class PodPlacementTests
{
    private static readonly MiniStackSpec Spec = Stacks.Later().Spec;

    private static readonly V1PodTemplateSpec Api =
        ApiDeployment.Build(Stacks.Later(), Children.Rollout(Stacks.Later(), TemplateRevision.Current(ClusterCapabilities.Newest))).Spec.Template;

    private static readonly V1PodTemplateSpec Database =
        PostgresStatefulSet.Build(Stacks.Later(), TemplateRevision.Current(ClusterCapabilities.Newest), "hash").Spec.Template;

    private static readonly V1PodTemplateSpec Migration = ApiMigrationJob.Build(Stacks.Later())!.Spec.Template;

    private static readonly V1PodTemplateSpec Password = DatabasePasswordJob.Build(Stacks.Later(), "fingerprint").Spec.Template;

    [Fact]
    public void Pods_and_Jobs_go_where_their_component_may()
    {
        foreach (var (placed, template) in new (IPlacedPods, V1PodTemplateSpec)[]
            { (Spec.Api, Api), (Spec.Api, Migration), (Spec.Database, Database), (Spec.Database, Password) })
        {
            Assert.Equal(placed.NodeSelector, template.Spec.NodeSelector);
            Assert.Equal(placed.Tolerations!.Select(each => each.Key), template.Spec.Tolerations.Select(each => each.Key));
            Assert.Equal((placed.PriorityClassName, placed.RuntimeClassName), (template.Spec.PriorityClassName, template.Spec.RuntimeClassName));
            Assert.NotNull(template.Spec.Affinity.NodeAffinity);
            Assert.Equal(placed.PodMetadata!.Labels!["team"], template.Metadata.Labels["team"]);
        }
    }

    /// <summary>Where each node has a pod of the API already, no node would take a Job's that keeps away from them.</summary>
    [Fact]
    public void A_Job_keeps_away_from_no_pod_and_is_not_spread() => Assert.All([Migration, Password], job =>
    {
        Assert.Null(job.Spec.Affinity.PodAntiAffinity);
        Assert.Null(job.Spec.TopologySpreadConstraints);
    });

    [Fact]
    public void A_spread_without_a_selector_counts_the_components_own_pods()
    {
        Assert.Equal(Labels.Selector("demo", Labels.ApiComponent), Api.Spec.TopologySpreadConstraints[0].LabelSelector.MatchLabels);
        Assert.Equal("shop", Api.Spec.TopologySpreadConstraints[1].LabelSelector.MatchLabels["team"]);
        Assert.Equal(Labels.Selector("demo", Labels.DatabaseComponent), Database.Spec.TopologySpreadConstraints[0].LabelSelector.MatchLabels);
    }

    /// <summary>The API server refuses a pod with a profile for a container that it does not have.</summary>
    [Fact]
    public void Annotations_stand_beside_ours_and_no_Job_has_one_of_a_container()
    {
        Assert.Superset(Spec.Api.PodMetadata!.Annotations!.ToHashSet(), Api.Metadata.Annotations.ToHashSet());
        Assert.Contains(Annotations.ConfigHash, Api.Metadata.Annotations.Keys);
        Assert.Contains(Annotations.SuperuserHash, Database.Metadata.Annotations.Keys);
        Assert.Equal(["linkerd.io/inject"], Migration.Metadata.Annotations.Keys);
        Assert.Equal(["example.com/scrape"], Password.Metadata.Annotations.Keys);
    }

    /// <summary>Whatever gets by the checks of a spec.</summary>
    [Fact]
    public void A_label_and_an_annotation_of_ours_are_never_replaced()
    {
        var stack = Stacks.With(spec => spec.Api.PodMetadata = new PodMetadataSpec
        {
            Labels = new Dictionary<string, string> { [Labels.Stack] = "other", [Labels.Component] = "database" },
            Annotations = new Dictionary<string, string> { [Annotations.ConfigHash] = "own" },
        });

        var template = ApiDeployment.Build(stack, Children.Rollout(stack, TemplateRevision.Current(ClusterCapabilities.Newest))).Spec.Template;

        Assert.Equal(Labels.Recommended("demo", Labels.ApiComponent), template.Metadata.Labels);
        Assert.Equal("c0ffee", template.Metadata.Annotations[Annotations.ConfigHash]);
    }
}
