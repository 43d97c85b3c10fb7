namespace MiniStack.Lab.ControlPlane.Tests;

public sealed class ScratchDirectoryTests
{
    [Fact]
    public void One_whose_owner_lives_stays_and_one_without_an_owner_goes()
    {
        using var living = ScratchDirectory.Create();
        var abandoned = Directory.CreateTempSubdirectory("ministack-control-plane-").FullName;

        using var another = ScratchDirectory.Create();

        Assert.True(Directory.Exists(living.Path));
        AssertGoes(abandoned);
    }

    [Fact]
    public void Of_a_link_that_has_such_a_name_the_link_alone_goes()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("row"), "");
        var link = Path.Combine(Path.GetTempPath(), "ministack-control-plane-" + Path.GetRandomFileName());
        Directory.CreateSymbolicLink(link, directory.Path);

        using var another = ScratchDirectory.Create();

        AssertGoes(link);
        Assert.True(File.Exists(directory.File("row")));
    }

    [Fact]
    public void It_goes_with_its_owner()
    {
        var scratch = ScratchDirectory.Create();
        File.WriteAllText(Path.Combine(scratch.Path, "file"), "");

        scratch.Dispose();

        Assert.False(Directory.Exists(scratch.Path));
    }

    // Another's sweep, in a test beside this one, may be at it.
    private static void AssertGoes(string path) => Assert.True(SpinWait.SpinUntil(() => !Path.Exists(path), TimeSpan.FromSeconds(10)));
}
