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

    private static readonly Option<bool> Controllers = new("--controllers")
    {
        Description = "Have the controller-manager make workloads ready, instead of the bench.",
    };

    private static readonly Option<int> InFlight = new("--in-flight")
    {
        Description = "How many stacks the floor has under way at once.",

        // From 8 to 128 the time is the same within what the machine's noise leaves to see: two processors are busy with 8. The median is least with 32.
        DefaultValueFactory = _ => 32,
    };

    public static RootCommand Create()
    {
        RootCommand root = new("Measures the operator against what the API server itself can take.")
        {
            Scenario("start", "From the start of the process to every stack seen.", options => new StartScenario(options)),
            Scenario(
                "burst",
                "Many stacks at once, against the same writes with no operator.",
                options => new BurstScenario(options),
                Controllers,
                InFlight),
        };
        return root;
    }

    private static Command Scenario(string name, string description, Func<BenchOptions, IScenario> create, params Option[] more)
    {
        Command command = new(name, description) { Stacks, Runs, Json, Operator, Workers };
        foreach (var option in more)
        {
            command.Add(option);
        }

        command.SetAction((result, cancellationToken) =>
        {
            var options = new BenchOptions
            {
                Stacks = result.GetValue(Stacks),
                Runs = result.GetValue(Runs),
                Operator = result.GetValue(Operator)!,
                Workers = result.GetValue(Workers),
                Controllers = result.GetValue(Controllers),
                InFlight = result.GetValue(InFlight),
            };
            return ScenarioRunner.RunAsync(create(options), result.GetValue(Json), cancellationToken);
        });
        return command;
    }
}
