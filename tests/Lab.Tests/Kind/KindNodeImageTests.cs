using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Tests.Kind;

public sealed class KindNodeImageTests
{
    private static readonly KindConfig Plain = new([], []);
    private static readonly KindConfig Named = new(["own:1", "own:2"], []);

    [Fact]
    public void The_image_asked_for_wins_over_the_configuration()
    {
        Assert.Equal(["mine:1"], KindNodeImage.Choose("mine:1", Named));
        Assert.Equal("mine:1", KindNodeImage.Argument("mine:1", Named));
    }

    [Fact]
    public void The_configurations_images_are_left_to_kind()
    {
        Assert.Equal(["own:1", "own:2"], KindNodeImage.Choose(null, Named));
        Assert.Null(KindNodeImage.Argument(null, Named));
    }

    [Fact]
    public void The_default_is_pinned_by_digest_and_given_to_kind()
    {
        Assert.Equal([KindNodeImage.Default], KindNodeImage.Choose(null, Plain));
        Assert.Equal(KindNodeImage.Default, KindNodeImage.Argument(null, Plain));
        Assert.Matches("@sha256:[0-9a-f]{64}$", KindNodeImage.Default);
    }
}
