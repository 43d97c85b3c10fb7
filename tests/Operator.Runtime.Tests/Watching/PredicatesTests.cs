using k8s.Models;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Watching;

public sealed class PredicatesTests
{
    [Fact]
    public void A_status_update_is_no_reason_to_reconcile() =>
        Assert.False(Passes(Pod(), Pod(pod => pod.Metadata.ResourceVersion = "2")));

    [Fact]
    public void Of_a_kind_without_a_generation_every_change_is() =>
        Assert.True(Passes(
            Pod(pod => pod.Metadata.Generation = null),
            Pod(pod => (pod.Metadata.Generation, pod.Metadata.ResourceVersion) = (null, "2"))));

    [Fact]
    public void A_new_spec_is() => Assert.True(Passes(Pod(), Pod(pod => pod.Metadata.Generation = 2)));

    [Fact]
    public void An_annotation_is_though_the_generation_stays() =>
        Assert.True(Passes(Pod(), Pod(pod => pod.Metadata.Annotations = new Dictionary<string, string> { ["a"] = "b" })));

    [Fact]
    public void A_changed_label_is() =>
        Assert.True(Passes(
            Pod(pod => pod.Metadata.Labels = new Dictionary<string, string> { ["a"] = "b" }),
            Pod(pod => pod.Metadata.Labels = new Dictionary<string, string> { ["a"] = "c" })));

    [Fact]
    public void The_request_to_delete_is() =>
        Assert.True(Passes(Pod(), Pod(pod => pod.Metadata.DeletionTimestamp = DateTime.UnixEpoch)));

    [Fact]
    public void Another_object_of_the_same_name_is() =>
        Assert.True(Passes(Pod(), Pod(pod => pod.Metadata.Uid = "other")));

    [Fact]
    public void Coming_and_going_is()
    {
        Assert.True(Passes(null, Pod()));
        Assert.True(Passes(Pod(), null));
    }

    private static bool Passes(V1Pod? old, V1Pod? current) =>
        Predicates.SpecOrMetadataChanged(new WatchChange<V1Pod>(old, current));

    private static V1Pod Pod(Action<V1Pod>? change = null)
    {
        var pod = new V1Pod { Metadata = new V1ObjectMeta { Name = "a", Uid = "u", Generation = 1, ResourceVersion = "1" } };
        change?.Invoke(pod);
        return pod;
    }
}
