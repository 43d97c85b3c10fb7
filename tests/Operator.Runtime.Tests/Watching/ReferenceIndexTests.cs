using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Watching;

public sealed class ReferenceIndexTests
{
    private readonly ReferenceIndex _index = new();

    [Fact]
    public void An_object_is_known_to_all_that_name_it()
    {
        _index.Set(Key("one"), [Key("shared"), Key("own"), Key("shared")]);
        _index.Set(Key("two"), [Key("shared")]);

        Assert.Equal(["one", "two"], Referrers("shared"));
        Assert.Equal(["one"], Referrers("own"));
        Assert.Empty(Referrers("other"));
    }

    [Fact]
    public void What_an_entity_no_longer_names_is_forgotten()
    {
        _index.Set(Key("one"), [Key("a"), Key("b")]);
        _index.Set(Key("two"), [Key("a")]);

        _index.Set(Key("one"), [Key("b"), Key("c")]);
        Assert.Equal(["two"], Referrers("a"));
        Assert.Equal(["one"], Referrers("b"));
        Assert.Equal(["one"], Referrers("c"));

        _index.Set(Key("one"), []);
        Assert.Empty(Referrers("b"));
        Assert.Empty(Referrers("c"));
        Assert.Equal(["two"], Referrers("a"));
    }

    [Fact]
    public void The_same_name_in_another_namespace_is_another_object()
    {
        _index.Set(Key("one"), [Key("a")]);

        Assert.Empty(_index.ReferrersOf(new ObjectKey("elsewhere", "a")));
    }

    private IEnumerable<string> Referrers(string name) => _index.ReferrersOf(Key(name)).Select(key => key.Name).Order();

    private static ObjectKey Key(string name) => new("default", name);
}
