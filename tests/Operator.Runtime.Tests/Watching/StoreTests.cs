using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Watching;

public sealed class StoreTests
{
    private readonly Store<V1ConfigMap> _store = new();

    [Fact]
    public void A_new_list_replaces_the_store_and_tells_only_the_differences()
    {
        _store.Replace(null, [Item("a", "1"), Item("b", "1"), Item("c", "1")]);

        var changes = _store.Replace(null, [Item("a", "1"), Item("b", "2"), Item("d", "1")]);

        Assert.Equal(
            ["c gone", "b 1->2", "d new"],
            changes.Select(change => (change.Old, change.New) switch
            {
                ({ } old, null) => $"{old.Key.Name} gone",
                (null, { } added) => $"{added.Key.Name} new",
                ({ } old, { } current) => $"{current.Key.Name} {old.ResourceVersion}->{current.ResourceVersion}",
                _ => "nothing",
            }));
        Assert.Equal(["a", "b", "d"], _store.Keys.Select(key => key.Name).Order());
    }

    [Fact]
    public void A_list_of_one_namespace_leaves_the_others_alone()
    {
        _store.Replace("one", [Item("a", "1", "one")]);
        _store.Replace("two", [Item("a", "1", "two"), Item("b", "1", "two")]);

        _store.Replace("two", []);

        Assert.Equal([new ObjectKey("one", "a")], _store.Keys);
    }

    private static Snapshot<V1ConfigMap> Item(string name, string version, string ns = "default") => Snapshots.Of(new V1ConfigMap
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns, ResourceVersion = version },
    });
}
