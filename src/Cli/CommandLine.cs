using System.CommandLine;
using System.CommandLine.Help;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Cli;

/// <summary>The verbs and their options, named as kubectl names its own.</summary>
internal static class CommandLine
{
    private const string Program = "kubectl ministack";

    /// <param name="run">Gets what was asked, and returns the exit code.</param>
    /// <param name="errors">Where one sentence goes about arguments that make no sense.</param>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments, Func<StatusOptions, CancellationToken, Task<int>> run, TextWriter errors)
    {
        var parsed = Create(run).Parse(arguments);
        if (parsed.Errors is [var error, ..])
        {
            await errors.WriteLineAsync($"error: {error.Message.TrimEnd('.')}. See '{Program} status --help'.");
            return ExitCodes.Failed;
        }

        return await parsed.InvokeAsync();
    }

    private static RootCommand Create(Func<StatusOptions, CancellationToken, Task<int>> run)
    {
        var root = new RootCommand("Tells what is wrong with MiniStacks, and why.") { Status(run) };
        root.HelpName = Program;
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return root;
    }

    private static Command Status(Func<StatusOptions, CancellationToken, Task<int>> run)
    {
        Argument<string?> name = new("name") { Description = "Show this stack alone", Arity = ArgumentArity.ZeroOrOne };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] } token, ..])
            {
                result.AddError($"There is no option {token.Value}");
            }
            else if (result.GetValue(name) is { } value && !NameFormat.Subdomain.Matches(value))
            {
                result.AddError($"No stack has such a name ({NameFormat.Subdomain.Words}): {Quoted.Of(value)}");
            }
        });
        Option<string?> ns = new("--namespace", "-n") { Description = "Look in this namespace; in the context's own by default" };
        ns.Validators.Add(result =>
        {
            if (result.GetValue(ns) is { } value && !NameFormat.Label.Matches(value))
            {
                result.AddError($"No namespace has such a name ({NameFormat.Label.Words}): {Quoted.Of(value)}");
            }
        });
        Option<bool> all = new("--all-namespaces", "-A") { Description = "Look in every namespace" };
        Option<string?> kubeconfig = new("--kubeconfig") { Description = "Path of a kubeconfig; $KUBECONFIG or ~/.kube/config by default" };
        Option<string?> context = new("--context") { Description = "Use this context of the kubeconfig" };
        Command command = new("status", "Show the stacks, and for each what keeps it from being ready, the cause first")
        {
            name, ns, all, kubeconfig, context,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && (result.GetValue(ns) ?? result.GetValue(name)) is not null)
            {
                result.AddError("--all-namespaces goes with neither a name nor --namespace");
            }
        });
        command.SetAction((parsed, cancellationToken) => run(
            new StatusOptions
            {
                Name = parsed.GetValue(name),
                Namespace = parsed.GetValue(ns),
                AllNamespaces = parsed.GetValue(all),
                Kubeconfig = parsed.GetValue(kubeconfig),
                Context = parsed.GetValue(context),
            },
            cancellationToken));
        return command;
    }
}
