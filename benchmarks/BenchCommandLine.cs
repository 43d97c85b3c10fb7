using System.CommandLine;
using MiniStack.Benchmarks.Scenarios;

namespace MiniStack.Benchmarks;

/// <summary>One subcommand a scenario; what they share are the options of <see cref="BenchOptions"/>.</summary>
internal static class BenchCommandLine
{
    private static readonly Option<int> Stacks = new("--stacks") { Description = "How many MiniStacks.", DefaultValueFactory = _ => 500 };

    private static readonly Option<int> Runs = new("--runs") { Description = "How often it is measured.", DefaultValueFactory = _ => 5 };

    private static readonly Option<string?> Json = new("--json") { Description = "Write every figure to this file, too." };

    private static readonly Option<string> Operator = new("--operator")
    {
        Description = "The operator's executable, or its .dll. [MINISTACK_OPERATOR]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MINISTACK_OPERATOR") ?? "",
    };

    private static readonly Option<int?> Workers = new("--workers") { Description = "Given on to the operator." };

    public static RootCommand Create()
    {
        RootCommand root = new("Measures the operator against what the API server itself can take.")
        {
            Scenario("start", "From the start of the process to every stack seen.", options => new StartScenario(options)),
        };
        return root;
    }

    private static Command Scenario(string name, string description, Func<BenchOptions, IScenario> create)
    {
        Command command = new(name, description) { Stacks, Runs, Json, Operator, Workers };
        command.SetAction((result, cancellationToken) =>
        {
            var options = new BenchOptions
            {
                Stacks = result.GetValue(Stacks),
                Runs = result.GetValue(Runs),
                Operator = result.GetValue(Operator)!,
                Workers = result.GetValue(Workers),
            };
            return ScenarioRunner.RunAsync(create(options), result.GetValue(Json), cancellationToken);
        });
        return command;
    }
}
