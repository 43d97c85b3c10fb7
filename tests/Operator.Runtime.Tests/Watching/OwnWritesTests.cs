using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Watching;

public sealed class OwnWritesTests
{
    private const string Kind = "ConfigMap";
    private static readonly ObjectKey Key = new("default", "settings");

    private readonly OwnWrites _writes = new();
    private readonly List<string?> _told = [];

    [Fact]
    public void What_others_write_is_told_at_once()
    {
        Take("5");
        Take(null);

        Assert.Equal(["5", null], _told);
    }

    [Fact]
    public void The_echo_of_a_write_is_not_told_and_what_comes_after_it_is()
    {
        _writes.Begin(Kind, Key);
        _writes.End(Kind, Key, "5");
        Take("5");
        Take("6");
        Take("5");

        Assert.Equal(["6", "5"], _told);
    }

    [Fact]
    public void A_watch_that_is_faster_than_the_answer_waits_for_it()
    {
        _writes.Begin(Kind, Key);
        Take("4");
        Take("5");
        Take("6");

        Assert.Empty(_told);

        _writes.End(Kind, Key, "5");

        Assert.Equal(["4", "6"], _told);
    }

    [Theory]
    [InlineData("5", "")]
    [InlineData("4", "5")]
    [InlineData(null, "5")]
    public void The_echo_is_news_to_a_pass_that_has_decided_from_an_older_version(string? decidedFrom, string told)
    {
        _writes.Begin(Kind, Key);
        _writes.End(Kind, Key, "5");

        _writes.DecidedFrom(Kind, Key, decidedFrom);
        Take("5");

        Assert.Equal(told, string.Join(' ', _told));
    }

    [Fact]
    public void A_write_that_failed_has_no_echo()
    {
        _writes.Begin(Kind, Key);
        Take("5");
        _writes.End(Kind, Key, null);
        Take("6");

        Assert.Equal(["5", "6"], _told);
    }

    [Fact]
    public void Two_writes_in_a_row_have_an_echo_each()
    {
        _writes.Begin(Kind, Key);
        _writes.End(Kind, Key, "5");
        _writes.Begin(Kind, Key);
        Take("5");
        _writes.End(Kind, Key, "6");
        Take("6");

        Assert.Empty(_told);
    }

    [Fact]
    public void A_deletion_after_our_write_is_told_and_the_echo_that_never_came_is_not_waited_for()
    {
        _writes.Begin(Kind, Key);
        _writes.End(Kind, Key, "5");
        Take(null);
        Take("5");

        Assert.Equal([null, "5"], _told);
    }

    [Fact]
    public void Another_object_is_not_concerned()
    {
        _writes.Begin(Kind, Key);
        _writes.Take(Kind, Key with { Name = "other" }, "5", () => _told.Add("5"));

        Assert.Equal(["5"], _told);
    }

    private void Take(string? version) => _writes.Take(Kind, Key, version, () => _told.Add(version));
}
