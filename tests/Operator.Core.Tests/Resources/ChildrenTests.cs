using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class ChildrenTests
{
    private static readonly string[] KeptKinds = ["Secret", "PersistentVolumeClaim"];

    private static readonly ICollection<IKubernetesObject<V1ObjectMeta>> All =
        Children.Build(Stacks.Full(), ClusterCapabilities.Newest).Values;

    [Fact]
    public void Secrets_and_the_volume_claim_never_have_an_owner_nor_a_label_that_a_GitOps_tool_prunes_by()
    {
        var kept = All.Where(child => KeptKinds.Contains(child.Kind)).ToList();
        Assert.Equal(3, kept.Count);
        Assert.All(kept, child => Assert.Null(child.Metadata.OwnerReferences));
        Assert.All(kept, child => Assert.Equal(["ministack.dev/component", "ministack.dev/stack"], child.Metadata.Labels.Keys.Order()));
    }

    [Fact]
    public void Everything_else_is_controlled_by_its_stack()
    {
        var owned = All.Where(child => !KeptKinds.Contains(child.Kind)).ToList();
        Assert.Equal(14, owned.Count);
        Assert.All(owned, child =>
        {
            var owner = Assert.Single(child.Metadata.OwnerReferences);
            Assert.Equal(("ministack.dev/v1alpha1", "MiniStack", "demo"), (owner.ApiVersion, owner.Kind, owner.Name));
            Assert.Equal(Stacks.Full().Metadata.Uid, owner.Uid);
            Assert.True(owner.Controller);
            Assert.True(owner.BlockOwnerDeletion);
        });
    }

    [Fact]
    public void All_live_in_the_stacks_namespace_and_carry_its_name_and_component()
    {
        Assert.All(All, child => Assert.Equal("shop", child.Metadata.NamespaceProperty));
        Assert.All(All, child => Assert.Equal("demo", child.Metadata.Labels["ministack.dev/stack"]));
        Assert.All(All, child => Assert.Equal(
            child is V1Job ? "job" : child.Metadata.Name == "demo-api" ? "api" : "database",
            child.Metadata.Labels["ministack.dev/component"]));
    }

    [Fact]
    public void No_Service_selects_a_Jobs_pod_and_the_databases_NetworkPolicy_admits_it()
    {
        var policy = All.OfType<V1NetworkPolicy>().Single();
        var jobs = All.OfType<V1Job>().ToList();
        Assert.Equal(3, jobs.Count);
        Assert.All(jobs, job =>
        {
            var labels = job.Spec.Template.Metadata.Labels;
            Assert.DoesNotContain(All.OfType<V1Service>(), service => Matches(service.Spec.Selector, labels));
            Assert.Contains(policy.Spec.Ingress.Single().FromProperty, peer => Matches(peer.PodSelector.MatchLabels, labels));
        });

        static bool Matches(IDictionary<string, string> selector, IDictionary<string, string> labels) =>
            selector.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);
    }

    /// <summary>A Service's name is a DNS label, and a Deployment's pods add two hashes of 17 characters to its name.</summary>
    [Fact]
    public void The_longest_name_leaves_room_for_every_childs_name_and_its_pods()
    {
        var stack = Stacks.Full();
        stack.Metadata.Name = new string('a', 40);
        var names = Children.Build(stack, ClusterCapabilities.Newest).Values.Select(child => child.Metadata.Name).ToList();
        Assert.All(names, name => Assert.InRange(name.Length, 41, 63));
        Assert.InRange(Names.Api(stack.Metadata.Name).Length + 17, 1, 63);
    }

    /// <summary>Selectors are immutable: what of the spec reached them could never be changed again.</summary>
    [Fact]
    public void Selectors_and_labels_do_not_depend_on_the_spec()
    {
        var minimal = Children.Build(Stacks.Minimal(), ClusterCapabilities.Newest);
        var full = Children.Build(Stacks.Full(), ClusterCapabilities.Newest);
        Assert.All(minimal, child => Assert.Equal(child.Value.Metadata.Labels, full[child.Key].Metadata.Labels));
        Assert.Equal(Selectors(minimal.Values), Selectors(minimal.Keys.Select(name => full[name])));

        static IEnumerable<IDictionary<string, string>> Selectors(IEnumerable<IKubernetesObject<V1ObjectMeta>> children) =>
            children.Select(child => child switch
            {
                V1Deployment deployment => deployment.Spec.Selector.MatchLabels,
                V1StatefulSet statefulSet => statefulSet.Spec.Selector.MatchLabels,
                V1Service service => service.Spec.Selector,
                V1NetworkPolicy policy => policy.Spec.PodSelector.MatchLabels,
                _ => new Dictionary<string, string>(),
            });
    }

    [Fact]
    public void Suspended_keeps_every_child_but_no_pod()
    {
        var stack = Stacks.Full();
        stack.Spec.Suspend = true;
        var children = Children.Build(stack, ClusterCapabilities.Newest);
        Assert.Equal(0, ((V1Deployment)children[nameof(ApiDeployment)]).Spec.Replicas);
        Assert.Equal(0, ((V1StatefulSet)children[nameof(PostgresStatefulSet)]).Spec.Replicas);
        Assert.Equal(
            All.Select(child => child.Kind).Where(kind => kind != "PodDisruptionBudget").Order(),
            children.Values.Select(child => child.Kind).Order());
    }
}
