using MiniStack.Lab.Host;

namespace MiniStack.Lab.Tests.Host;

public sealed class OwnDirectoryTests
{
    [Theory]
    [InlineData("/srv/my code/.lab/test", "/srv/my code/.lab/test/volumes")]
    [InlineData("/srv/my code", "/srv/my code/.lab/test/volumes")]
    [InlineData("/srv/my", null)]
    [InlineData("/srv/my code/.lab/test/volumes", null)]
    public void Mount_inside_a_directory_is_seen_whatever_its_name(string directory, string? mount) => Assert.Equal(
        mount,
        OwnDirectory.FindMount(["/dev/vda / ext4 rw 0 0", @"/dev/vdb /srv/my\040code/.lab/test/volumes ext4 rw 0 0"], directory));
}
