namespace MiniStack.Cli.Tests;

public sealed class HostileArgumentTests
{
    [Theory]
    [InlineData("../../kube-system/secrets/a", null)]
    [InlineData("a", "../kube-system")]
    [InlineData(null, "../kube-system")]
    [InlineData("%2e%2e%2fa", null)]
    [InlineData("a?watch=1", null)]
    [InlineData("a\e[2J", null)]
    public async Task A_name_that_nothing_can_have_is_refused_in_one_sentence_before_anything_is_asked(string? name, string? ns)
    {
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, """
            {"apiVersion":"v1","kind":"Config","current-context":"a","contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],
             "clusters":[{"name":"a","cluster":{"server":"http://127.0.0.1:1"}}],"users":[{"name":"a","user":{"token":"t"}}]}
            """, TestContext.Current.CancellationToken);
        var (before, errors) = (Console.Error, new StringWriter());
        Console.SetError(errors);
        try
        {
            var code = await StatusCommand.RunAsync(
                new StatusOptions { Name = name, Namespace = ns, Kubeconfig = kubeconfig }, TestContext.Current.CancellationToken);

            Assert.Equal(ExitCodes.Failed, code);
            Assert.Matches("^error: '[^\e]*' is not a (name of ministacks|namespace): that is .*\n$", errors.ToString());
        }
        finally
        {
            Console.SetError(before);
            File.Delete(kubeconfig);
        }
    }
}
