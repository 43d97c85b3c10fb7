namespace MiniStack.Lab.ControlPlane.Tests;

public sealed class OwnDirectoryTests
{
    [Theory]
    [InlineData("/srv/my code/.lab/test", "/srv/my code/.lab/test/volumes")]
    [InlineData("/srv/my code", "/srv/my code/.lab/test/volumes")]
    [InlineData("/srv/my", null)]
    [InlineData("/srv/my code/.lab/test/volumes", "/srv/my code/.lab/test/volumes")]
    [InlineData("/srv/my code/.lab/test/volumes/pvc", null)]
    public void Mount_at_or_inside_a_directory_is_seen_whatever_its_name(string directory, string? mount) => Assert.Equal(
        mount,
        OwnDirectory.FindMount(["/dev/vda / ext4 rw 0 0", @"/dev/vdb /srv/my\040code/.lab/test/volumes ext4 rw 0 0"], directory));

    [Fact]
    public void Mount_is_seen_behind_a_link()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateSymbolicLink(directory.File("link"), "/");

        Assert.Equal("/proc", OwnDirectory.FindMount(directory.File("link/proc")));
    }

    [Fact]
    public void A_directory_goes_with_all_that_is_in_it_and_what_links_lead_to_stays()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(directory.File("theirs")).FullName, "row"), "");
        Directory.CreateDirectory(directory.File("own/below"));
        Directory.CreateSymbolicLink(directory.File("own/below/link"), directory.File("theirs"));

        OwnDirectory.Delete(directory.File("own"));

        Assert.Equal([directory.File("theirs")], Directory.EnumerateFileSystemEntries(directory.Path));
        Assert.True(File.Exists(directory.File("theirs/row")));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/")]
    public void Of_a_link_to_a_directory_the_link_alone_goes(string name)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.File("theirs"));
        Directory.CreateSymbolicLink(directory.File("link"), directory.File("theirs"));

        OwnDirectory.Delete(directory.File(name));

        Assert.Equal([directory.File("theirs")], Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_no_trouble() => OwnDirectory.Delete("/nowhere/at all");
}
