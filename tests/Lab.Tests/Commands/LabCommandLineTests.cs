using MiniStack.Lab.Commands;
using MiniStack.Lab.Ui;
using Spectre.Console;

namespace MiniStack.Lab.Tests.Commands;

public sealed class LabCommandLineTests
{
    private readonly LabCommandLine _lab = new(new LabConsole(AnsiConsole.Console, TextWriter.Null, isInteractive: false, TimeProvider.System));

    [Theory]
    [InlineData("")]
    [InlineData("up")]
    [InlineData("up --name ci-1 --provider kind --node-image kindest/node:v1 --kind-config Operator.sln")]
    [InlineData("--name ci-1 up")]
    [InlineData("down --purge")]
    [InlineData("status")]
    [InlineData("logs")]
    [InlineData("logs kubelet -f")]
    [InlineData("load api")]
    [InlineData("kubectl get pods -n default --name x")]
    public void Verb_is_understood(string arguments)
    {
        Directory.SetCurrentDirectory(Repository.Find());

        Assert.Empty(_lab.Root.Parse(arguments).Errors);
    }

    [Theory]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("load", "load")]
    [InlineData("up --provider docker", "docker")]
    [InlineData("up --name Upper", "--name")]
    [InlineData("up --name a-name-longer-than-twenty", "--name")]
    [InlineData("up --name ends-with-", "--name")]
    [InlineData("down --name ../other", "--name")]
    [InlineData("up --kind-config nowhere.yaml", "nowhere.yaml")]
    public void Mistake_is_named(string arguments, string named)
    {
        Assert.Contains(named, _lab.Root.Parse(arguments).Errors[0].Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Arguments_of_kubectl_are_its_own()
    {
        var parsed = _lab.Root.Parse(["--name", "ci", "kubectl", "get", "pods", "--name", "x", "--help", "--", "-v"]);

        Assert.Equal(["get", "pods", "--name", "x", "--help", "--", "-v"], parsed.GetValue<string[]>("arguments")!);
        Assert.Equal("ci", parsed.GetValue<string>("--name"));
    }
}
