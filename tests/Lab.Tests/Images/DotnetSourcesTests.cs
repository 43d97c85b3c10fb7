using MiniStack.Lab.Images;

namespace MiniStack.Lab.Tests.Images;

public sealed class DotnetSourcesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    // A working copy may lie below folders of any name.
    private string Root => _directory["obj/src/Lab"];

    public DotnetSourcesTests()
    {
        Write("global.json");
        Write("src/Api/Program.cs");
    }

    [Theory]
    [InlineData("src/Api/Program.cs", true)]
    [InlineData("src/Operator.Core/Names.cs", true)]
    [InlineData("Directory.Packages.props", true)]
    [InlineData("global.json", true)]
    [InlineData("src/Api/obj/project.assets.json", false)]
    [InlineData("src/Lab/Program.cs", false)]
    [InlineData("README.md", false)]
    public void Sources_and_settings_change_the_key(string file, bool changes)
    {
        var before = DotnetSources.KeyOf(Root);

        Write(file, "changed");

        Assert.Equal(changes, before != DotnetSources.KeyOf(Root));
    }

    public void Dispose() => _directory.Dispose();

    private void Write(string file, string content = "")
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
