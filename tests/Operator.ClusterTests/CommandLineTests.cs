namespace MiniStack.Operator.ClusterTests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("a,b")]
    [InlineData(" a")]
    [InlineData("a,")]
    [InlineData("../a")]
    [InlineData("")]
    public void Lease_is_in_one_namespace(string value)
    {
        var errors = Parse("--lease-namespace", value);

        Assert.StartsWith("--lease-namespace must name one namespace (", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lease-namespace", "ministack-system")]
    [InlineData("--namespace", "a, b")]
    public void Names_of_namespaces_are_taken(string option, string value) => Assert.Empty(Parse(option, value));

    private static IEnumerable<string> Parse(params string[] arguments) =>
        Configuration.CommandLine.Create((_, _) => Task.FromResult(0)).Parse(arguments).Errors.Select(each => each.Message);
}
