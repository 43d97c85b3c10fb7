using k8s.Models;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Watching;

public sealed class PredicatesTests
{
    [Fact]
    public void A_status_update_is_no_reason_to_reconcile() =>
        Assert.False(Passes(Item(), Item(item => item.Metadata.ResourceVersion = "2")));

    [Fact]
    public void Of_a_kind_without_a_generation_every_change_is() =>
        Assert.True(Passes(
            Item(item => item.Metadata.Generation = null),
            Item(item => (item.Metadata.Generation, item.Metadata.ResourceVersion) = (null, "2"))));

    [Fact]
    public void A_new_spec_is() => Assert.True(Passes(Item(), Item(item => item.Metadata.Generation = 2)));

    [Fact]
    public void An_annotation_is_though_the_generation_stays() =>
        Assert.True(Passes(Item(), Item(item => item.Metadata.Annotations = new Dictionary<string, string> { ["a"] = "b" })));

    [Fact]
    public void A_changed_label_is() =>
        Assert.True(Passes(
            Item(item => item.Metadata.Labels = new Dictionary<string, string> { ["a"] = "b" }),
            Item(item => item.Metadata.Labels = new Dictionary<string, string> { ["a"] = "c" })));

    [Fact]
    public void The_request_to_delete_is() =>
        Assert.True(Passes(Item(), Item(item => item.Metadata.DeletionTimestamp = DateTime.UnixEpoch)));

    [Fact]
    public void Another_object_of_the_same_name_is() =>
        Assert.True(Passes(Item(), Item(item => item.Metadata.Uid = "other")));

    [Fact]
    public void Coming_and_going_is()
    {
        Assert.True(Passes(null, Item()));
        Assert.True(Passes(Item(), null));
    }

    private static bool Passes(V1ConfigMap? old, V1ConfigMap? current) =>
        Predicates.SpecOrMetadataChanged(new WatchChange<V1ConfigMap>(
            old is null ? null : Snapshots.Of(old), current is null ? null : Snapshots.Of(current)));

    private static V1ConfigMap Item(Action<V1ConfigMap>? change = null)
    {
        var item = new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a", Uid = "u", Generation = 1, ResourceVersion = "1" } };
        change?.Invoke(item);
        return item;
    }
}
