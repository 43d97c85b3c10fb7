using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Tests.Watching;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

public sealed class DeparturesTests
{
    private static readonly ObjectKey Key = new("test", "a");

    private readonly Departures<V1ConfigMap> _departures = new();
    private readonly Store<V1ConfigMap> _store = new();

    [Fact]
    public void What_a_watch_tells_of_a_deletion_is_the_final_state()
    {
        _departures.Take(_store.Set(Item("1", "seen")));
        _departures.Take(_store.Remove(Item("1", "final")));

        Assert.Equal(("1", "final", true), Take());
        Assert.False(_departures.TryPeek(Key, out _));
    }

    [Fact]
    public void What_a_list_lacks_went_in_a_state_that_nobody_knows()
    {
        _departures.Take(_store.Set(Item("1", "seen")));
        foreach (var change in _store.Replace(null, []))
        {
            _departures.Take(change);
        }

        Assert.Equal(("1", "seen", false), Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void That_another_has_the_name_tells_that_the_former_went(bool isListed)
    {
        _departures.Take(_store.Set(Item("1", "seen")));
        foreach (var change in isListed ? _store.Replace(null, [Item("2", "new")]) : [_store.Set(Item("2", "new"))])
        {
            _departures.Take(change);
        }

        Assert.Equal(("1", "seen", false), Take());
    }

    [Fact]
    public void Several_of_a_name_are_each_told_the_first_first()
    {
        _departures.Take(_store.Remove(Item("1", "a")));
        _departures.Take(_store.Set(Item("2", "b")));
        _departures.Take(_store.Set(Item("2", "c")));
        _departures.Take(_store.Remove(Item("2", "d")));

        Assert.Equal(("1", "a", true), Take());
        Assert.Equal(("2", "d", true), Take());
        Assert.False(_departures.TryPeek(Key, out _));
    }

    private (string Uid, string Value, bool IsFinal) Take()
    {
        Assert.True(_departures.TryPeek(Key, out var departure));
        _departures.Remove(Key);
        var last = departure.Last.Read();
        return (last.Metadata.Uid, last.Data["value"], departure.IsFinal);
    }

    private static Snapshot<V1ConfigMap> Item(string uid, string value) => Snapshots.Of(new V1ConfigMap
    {
        Metadata = new V1ObjectMeta { Name = Key.Name, NamespaceProperty = Key.Namespace, Uid = uid, ResourceVersion = $"{uid}{value}" },
        Data = new Dictionary<string, string> { ["value"] = value },
    });
}
