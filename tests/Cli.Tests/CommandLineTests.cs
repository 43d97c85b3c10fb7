namespace MiniStack.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("status", null, null, false, null, null)]
    [InlineData("status demo", "demo", null, false, null, null)]
    [InlineData("status demo -n shop", "demo", "shop", false, null, null)]
    [InlineData("status --namespace=shop", null, "shop", false, null, null)]
    [InlineData("status -A", null, null, true, null, null)]
    [InlineData("status --all-namespaces --kubeconfig /tmp/k --context c", null, null, true, "/tmp/k", "c")]
    public async Task Options_are_those_of_kubectl(string line, string? name, string? ns, bool all, string? kubeconfig, string? context)
    {
        var (code, options, errors) = await InvokeAsync(line);

        Assert.Equal(7, code);
        Assert.Empty(errors);
        Assert.Equal(
            new StatusOptions { Name = name, Namespace = ns, AllNamespaces = all, Kubeconfig = kubeconfig, Context = context },
            options);
    }

    [Theory]
    [InlineData("status --wide", "--wide")]
    [InlineData("status demo other", "other")]
    [InlineData("statsu", "statsu")]
    [InlineData("status -A -n shop", "--all-namespaces")]
    [InlineData("status demo -A", "--all-namespaces")]
    [InlineData("status -n", "-n")]
    [InlineData("status ../../secrets/crown", "'../../secrets/crown'")]
    [InlineData("status %2e%2e%2f", "'%2e%2e%2f'")]
    [InlineData("status demo?watch=true", "'demo?watch=true'")]
    [InlineData("status demo#", "'demo#'")]
    [InlineData("status demo\nother", "'demo\\nother'")]
    [InlineData("status демо", "'демо'")]
    [InlineData("status demo -n ../victim", "'../victim'")]
    [InlineData("status -n shop/secrets", "'shop/secrets'")]
    public async Task Arguments_that_make_no_sense_are_told_in_one_line_and_end_with_2(string line, string named)
    {
        var (code, options, errors) = await InvokeAsync(line);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Null(options);
        Assert.StartsWith("error: ", errors, StringComparison.Ordinal);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    private static async Task<(int Code, StatusOptions? Options, string Errors)> InvokeAsync(string line)
    {
        StatusOptions? seen = null;
        using var errors = new StringWriter();
        var code = await CommandLine.InvokeAsync(
            line.Split(' '),
            (options, _) =>
            {
                seen = options;
                return Task.FromResult(7);
            },
            errors);
        return (code, seen, errors.ToString());
    }
}
