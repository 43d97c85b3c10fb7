using MiniStack.Lab.Host;

namespace MiniStack.Lab.Tests.Host;

public sealed class OwnDirectoryTests
{
    [Theory]
    [InlineData("/work/my code/.lab/test", "/work/my code/.lab/test/volumes")]
    [InlineData("/work/my code", "/work/my code/.lab/test/volumes")]
    [InlineData("/work/my", null)]
    [InlineData("/work/my code/.lab/test/volumes", null)]
    public void Mount_inside_a_directory_is_seen_whatever_its_name(string directory, string? mount) => Assert.Equal(
        mount,
        OwnDirectory.FindMount(["/dev/vda / ext4 rw 0 0", @"/dev/vdb /work/my\040code/.lab/test/volumes ext4 rw 0 0"], directory));
}
