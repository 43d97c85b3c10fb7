using System.Text;
using MiniStack.Operator.Runtime.Events;

namespace MiniStack.Operator.Runtime.Tests.Events;

public sealed class EventTextTests
{
    [Fact]
    public void A_message_that_fits_is_left_as_it_is()
    {
        var message = new string('a', 1024);

        Assert.Equal(message, EventText.Cut(message));
    }

    [Theory]
    [InlineData("a", 1021)]
    [InlineData("é", 510)]
    [InlineData("😀", 255)]
    public void A_longer_one_is_cut_between_two_characters(string character, int kept)
    {
        var cut = EventText.Cut(string.Concat(Enumerable.Repeat(character, 1025)));

        Assert.Equal(string.Concat(Enumerable.Repeat(character, kept)) + "…", cut);
        Assert.InRange(Encoding.UTF8.GetByteCount(cut), 1020, 1024);
    }
}
