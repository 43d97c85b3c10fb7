using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Tests.Kind;

public sealed class KindCommandsTests
{
    [Fact]
    public void Every_kind_command_names_its_cluster_and_none_touches_the_users_kubeconfig()
    {
        IReadOnlyList<IReadOnlyList<string>> commands =
        [
            KindCommands.Create("lab", "/c.yaml", null, "/k"),
            KindCommands.ExportKubeconfig("lab", "/k"),
            KindCommands.Delete("lab", "/k"),
        ];

        Assert.All(commands, command =>
        {
            Assert.Contains("--name lab", string.Join(' ', command), StringComparison.Ordinal);
            Assert.Contains("--kubeconfig /k", string.Join(' ', command), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Create_passes_an_image_only_when_there_is_one()
    {
        Assert.DoesNotContain("--image", KindCommands.Create("lab", "/c.yaml", null, "/k"));
        Assert.Equal(["--image", "node:1"], KindCommands.Create("lab", "/c.yaml", "node:1", "/k").SkipWhile(argument => argument != "--image"));
    }

    [Fact]
    public void An_archive_goes_to_the_nodes_that_lack_it() =>
        Assert.Equal(
            ["load", "image-archive", "/a.tar", "--name", "lab", "--nodes", "n1,n2"],
            KindCommands.LoadArchive("lab", "/a.tar", ["n1", "n2"]));

    [Fact]
    public void An_image_is_looked_up_by_name_and_content() =>
        Assert.Equal(
            "name==\"docker.io/library/a:1\",labels.\"ministack.dev/archive\"==\"sha256:0f\"",
            KindCommands.FindOnNode("n1", "docker.io/library/a:1", "sha256:0f")[^1]);

    [Theory]
    [InlineData(" • Ensuring node image (kindest/node:v1.32.2) 🖼  ...", "Ensuring node image (kindest/node:v1.32.2)")]
    [InlineData(" • Starting control-plane 🕹️  ...", "Starting control-plane")]
    [InlineData(" ✓ Starting control-plane 🕹️", null)]
    [InlineData("Creating cluster \"lab\" ...", null)]
    public void A_step_is_what_kind_begins(string line, string? step) => Assert.Equal(step, KindProvider.StepOf(line));
}
