using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class PostgresStatefulSetTests
{
    [Fact]
    public void Parameters_come_in_one_order_whatever_theirs_is()
    {
        Dictionary<string, string> one = new() { ["work_mem"] = "1MB", ["Autovacuum"] = "on" };
        Dictionary<string, string> other = new() { ["Autovacuum"] = "on", ["work_mem"] = "1MB" };
        string[] expected = ["postgres", "-c", "Autovacuum=on", "-c", "work_mem=1MB"];
        Assert.Equal(expected, Arguments(one));
        Assert.Equal(expected, Arguments(other));
    }

    [Fact]
    public void Without_parameters_the_images_own_command_stands()
    {
        Assert.Null(Arguments(null));
        Assert.Null(Arguments([]));
    }

    [Fact]
    public void A_users_security_context_replaces_ours_field_by_field()
    {
        var own = new V1PodSecurityContext { RunAsUser = 70, FsGroup = 71, SupplementalGroups = [5] };
        var actual = Build(Stacks.With(spec => spec.Database.SecurityContext = own)).Spec.Template.Spec.SecurityContext;
        Assert.Equal((70, 999, 71), (actual.RunAsUser, actual.RunAsGroup, actual.FsGroup));
        Assert.True(actual.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", actual.SeccompProfile.Type);
        Assert.Equal([5L], actual.SupplementalGroups);
    }

    [Theory]
    [InlineData(null, "postgres:16")]
    [InlineData("registry.example.com/postgis:16", "registry.example.com/postgis:16")]
    public void The_image_follows_the_version_unless_it_is_set(string? image, string expected)
    {
        var stack = Stacks.With(spec => (spec.Database.Version, spec.Database.Image) = (16, image));
        var pod = Build(stack).Spec.Template.Spec;
        Assert.All([.. pod.InitContainers, .. pod.Containers], container => Assert.Equal(expected, container.Image));
    }

    /// <summary>The pods that revision 1 made move data aside at their start: the next is not to be one, and none is restarted for that.</summary>
    [Fact]
    public void Template_of_revision_1_is_replaced_at_the_next_start_and_not_before()
    {
        var stack = Stacks.Minimal();
        var first = PostgresStatefulSet.Build(stack, new TemplateRevision(1, false), "hash");
        var specHash = PostgresStatefulSet.SpecHash(stack);
        Assert.True(PostgresStatefulSet.HasToWait(first, new TemplateRevision(1, false), "hash", specHash));

        var waiting = PostgresStatefulSet.Build(stack, new TemplateRevision(2, false), "hash", waits: true);
        Assert.Equal("OnDelete", waiting.Spec.UpdateStrategy.Type);
        Assert.True(PostgresStatefulSet.HasToWait(waiting, new TemplateRevision(2, false), "hash", specHash));

        // What the user asks for comes at once.
        Assert.False(PostgresStatefulSet.HasToWait(waiting, new TemplateRevision(2, false), "hash", "another spec"));
        Assert.False(PostgresStatefulSet.HasToWait(waiting, new TemplateRevision(2, false), "another password", specHash));
        Assert.False(PostgresStatefulSet.HasToWait(null, new TemplateRevision(2, false), "hash", specHash));
        Assert.False(PostgresStatefulSet.HasToWait(
            PostgresStatefulSet.Build(stack, new TemplateRevision(2, false), "hash"), new TemplateRevision(2, false), "hash", specHash));
    }

    private static IList<string>? Arguments(Dictionary<string, string>? parameters) =>
        Build(Stacks.With(spec => spec.Database.Parameters = parameters)).Spec.Template.Spec.Containers[0].Args;

    private static V1StatefulSet Build(V1Alpha1MiniStack stack) =>
        PostgresStatefulSet.Build(stack, TemplateRevision.Current(ClusterCapabilities.Newest), "hash");
}
