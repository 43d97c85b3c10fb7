using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Ui;

namespace MiniStack.Lab.Commands;

/// <summary>The verbs, their options, and how each ends: exit code 0, 1 with one sentence, or 130 when interrupted.</summary>
public sealed class LabCommandLine
{
    private const int Interrupted = 130;

    private readonly LabConsole _console;
    private readonly LabOptions _options = new();

    public LabCommandLine(LabConsole console)
    {
        _console = console;
        Root = new RootCommand("A local Kubernetes cluster with the MiniStack operator and its sample.") { HelpName = "./lab" };
        Root.SetAction(parsed => new HelpAction().Invoke(parsed));
        _options.AddTo(Root);
        Root.Add(Up());
        Root.Add(Down());
        Root.Add(Status());
        Root.Add(Logs());
        Root.Add(Load());
        Root.Add(Kubectl());
        Root.Add(Prepare());
    }

    public RootCommand Root { get; }

    public Task<int> InvokeAsync(IReadOnlyList<string> arguments)
    {
        var parsed = Root.Parse(arguments);
        // One sentence is enough; the whole help text below it would hide it.
        if (parsed.Action is ParseErrorAction error)
            error.ShowHelp = false;
        return parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // After Ctrl-C: long enough for children to end and half-made files to go.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        });
    }

    private Command Up()
    {
        var command = new Command("up", "Start the cluster, the operator and the sample; again, bring in what was rebuilt");
        command.SetAction((parsed, token) => RunAsync(parsed, session => new UpCommand(session).RunAsync(token)));
        return command;
    }

    private Command Down()
    {
        var purge = new Option<bool>("--purge") { Description = "Also remove the cache: built programs and images" };
        var command = new Command("down", "Remove the cluster and its data") { purge };
        command.SetAction((parsed, token) => RunAsync(parsed, session => new DownCommand(session).RunAsync(parsed.GetValue(purge), token)));
        return command;
    }

    private Command Status()
    {
        var command = new Command("status", "Show the provider, its components, nodes, the operator and the stacks");
        command.SetAction((parsed, token) => RunAsync(parsed, session => new StatusCommand(session).RunAsync(token)));
        return command;
    }

    private Command Logs()
    {
        var source = new Argument<string?>("source")
        {
            Description = "operator, api, db, or a component that `status` lists; all of the first three when left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is added" };
        var command = new Command("logs", "Show logs") { source, follow };
        command.SetAction((parsed, token) =>
            RunAsync(parsed, session => new LogsCommand(session).RunAsync(parsed.GetValue(source), parsed.GetValue(follow), token)));
        return command;
    }

    private Command Load()
    {
        var image = new Argument<string>("image")
        {
            Description = "api, operator, fastapi or postgres (rebuilt), an image archive, or an image of the Docker engine",
        };
        var command = new Command("load", "Bring a rebuilt image in and restart what runs it") { image };
        command.SetAction((parsed, token) =>
            RunAsync(parsed, session => new LoadCommand(session).RunAsync(parsed.GetRequiredValue(image), token)));
        return command;
    }

    private Command Prepare()
    {
        var images = new Option<bool>("--images") { Description = "Also make the images" };
        var programs = new Option<string?>("--programs") { Description = "Also compile the operator and the API, and put the programs there", HelpName = "DIRECTORY" };
        var command = new Command("prepare", "Build the Kubernetes programs into the cache, and start nothing") { images, programs };
        command.SetAction((parsed, token) =>
            RunAsync(parsed, session => new PrepareCommand(session).RunAsync(parsed.GetValue(images), parsed.GetValue(programs), token)));
        return command;
    }

    private Command Kubectl()
    {
        var arguments = new Argument<string[]>("arguments") { Description = "kubectl's own", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
        var command = new Command("kubectl", "Run kubectl on the cluster") { arguments };
        command.SetAction((parsed, _) =>
            RunAsync(parsed, session => Task.FromResult(new KubectlCommand(session).Run(parsed.GetValue(arguments) ?? []))));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<LabSession, Task<int>> action)
    {
        try
        {
            var settings = _options.Settings(parsed, Repository.Find());
            return await action(new LabSession(settings, _options.Provider(parsed), _console, TimeProvider.System));
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (LabException e)
        {
            _console.WriteFailure(e.Message, e.LogTail);
            return 1;
        }
        catch (ProcessFailedException e)
        {
            _console.WriteFailure(e.Message, []);
            return 1;
        }
        catch (Exception e)
        {
            var report = Path.Combine(Path.GetTempPath(), $"ministack-lab-{Environment.ProcessId}.txt");
            await File.WriteAllTextAsync(report, e.ToString());
            _console.WriteFailure($"{e.Message} (the details are in {report})", []);
            return 1;
        }
    }
}
