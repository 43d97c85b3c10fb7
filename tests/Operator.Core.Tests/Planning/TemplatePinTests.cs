using k8s.Models;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class TemplatePinTests
{
    private static readonly TemplateRevision Current = TemplateRevision.Current(ClusterCapabilities.Newest);

    [Fact]
    public void A_workload_is_made_with_the_current_template() => Assert.Equal(Current, Choose(null));

    [Fact]
    public void While_the_spec_stays_so_does_the_template() =>
        Assert.Equal(new TemplateRevision(1, NativePreStopSleep: false), Choose(Live("1", "same")));

    [Theory]
    [InlineData("1", "other")]
    [InlineData("1", null)]
    [InlineData(null, "same")]
    [InlineData("999,newer", "other")]
    public void Another_spec_or_a_record_that_is_lost_gets_the_current_template(string? revision, string? specHash) =>
        Assert.Equal(Current, Choose(Live(revision, specHash)));

    [Theory]
    [InlineData("999")]
    [InlineData("1,newer")]
    public void A_newer_operators_template_is_left_alone_while_the_spec_stays(string revision) => Assert.Null(Choose(Live(revision, "same")));

    private static TemplateRevision? Choose(V1ObjectMeta? live) => TemplatePin.Choose(live, "same", ClusterCapabilities.Newest);

    private static V1ObjectMeta Live(string? revision, string? specHash)
    {
        var annotations = new Dictionary<string, string>();
        if (revision is not null)
        {
            annotations[Annotations.TemplateRevision] = revision;
        }

        if (specHash is not null)
        {
            annotations[Annotations.SpecHash] = specHash;
        }

        return new V1ObjectMeta { Annotations = annotations };
    }
}
