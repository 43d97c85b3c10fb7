using System.CommandLine;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Scenarios;

namespace MiniStack.Benchmarks;

/// <summary>One subcommand a scenario, with those options that mean something for it.</summary>
internal static class BenchCommandLine
{
    private static readonly Option<string?> Json = new("--json") { Description = "Write every figure to this file, too." };

    private static readonly Option<string> Operator = new("--operator")
    {
        Description = "The operator's executable, or its .dll. [MINISTACK_OPERATOR]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MINISTACK_OPERATOR") ?? "",
    };

    private static readonly Option<int?> Workers = new("--workers") { Description = "Given on to the operator." };

    private static readonly Option<string> Kubeconfig = new("--kubeconfig")
    {
        Description = "Of a lab that is up. [MINISTACK_LAB_KUBECONFIG, else .lab/kubeconfig]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MINISTACK_LAB_KUBECONFIG") is { Length: > 0 } given
            ? given
            : Path.Combine(BenchCluster.RepositoryRoot, ".lab/kubeconfig"),
    };

    private static readonly Option<bool> Controllers = new("--controllers")
    {
        Description = "Have the controller-manager make workloads ready, instead of the bench.",
    };

    // From 8 to 128 the time is the same within what the machine's noise leaves to see: two processors are busy with 8. The median is least with 32.
    private static readonly Option<int> InFlight = Number("--in-flight", "How many stacks the floor has under way at once.", 32, least: 1);

    public static RootCommand Create()
    {
        RootCommand root = new("Measures the operator against what the API server itself can take.")
        {
            Scenario(
                "burst",
                "Many stacks at once, against the same writes with no operator.",
                options => new BurstScenario(options),
                [Stacks(500), Runs(5), Controllers, InFlight, Operator, Workers]),
            Scenario(
                "steady",
                "What it costs while nothing happens.",
                options => new SteadyScenario(options),
                [Stacks(1000), Runs(3), Seconds(60), Operator, Workers]),
            Scenario(
                "heal",
                "From a child's deletion or edit to its repair, against one write after one watch event.",
                options => new HealScenario(options),
                [Stacks(20, least: 1), Number("--count", "How many faults are made.", 200, least: 1), Operator, Workers]),
            Scenario(
                "broken",
                "What stacks cost that have trouble and stay so, and how soon a new one's is told beside them.",
                options => new BrokenScenario(options),
                [Stacks(500), Seconds(120), Number("--count", "How many more break one by one, of either kind.", 6, least: 1), Operator, Workers]),
            Scenario(
                "start",
                "From the start of the process to every stack seen.",
                options => new StartScenario(options),
                [Stacks(1000), Runs(5), Operator, Workers]),
            Scenario(
                "ready",
                "One stack with real pods on a lab, against the same objects as plain manifests.",
                options => new ReadyScenario(options),
                [Runs(5), Kubeconfig]),
            Scenario(
                "scale",
                "How the cost of burst, steady and start grows with the number of stacks.",
                options => new ScaleScenario(options),
                [Number("--up-to", "The most MiniStacks.", 5000, least: 100), Runs(3), Seconds(20), InFlight, Operator, Workers]),
        };
        return root;
    }

    private static Option<int> Stacks(int count, int least = 0) => Number("--stacks", "How many MiniStacks.", count, least);

    private static Option<int> Runs(int count) => Number("--runs", "How often it is measured.", count, least: 1);

    private static Option<int> Seconds(int count) => Number("--seconds", "How long each time of rest, or of trouble, is.", count, least: 1);

    private static Option<int> Number(string name, string description, int otherwise, int least)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{name} must be at least {least}.");
            }
        });
        return option;
    }

    private static Command Scenario(string name, string description, Func<BenchOptions, IScenario> create, Option[] own)
    {
        Command command = new(name, description) { Json };
        foreach (var option in own)
        {
            command.Add(option);
        }

        command.SetAction(async (result, cancellationToken) =>
        {
            var options = new BenchOptions
            {
                Stacks = Value("--stacks"),
                UpTo = Value("--up-to"),
                Runs = Value("--runs"),
                Seconds = Value("--seconds"),
                Count = Value("--count"),
                Operator = result.GetValue(Operator) ?? "",
                Workers = result.GetValue(Workers),
                Controllers = result.GetValue(Controllers),
                InFlight = result.GetValue(InFlight),
                Kubeconfig = result.GetValue(Kubeconfig) ?? "",
            };
            if (own.Contains(Operator) && !File.Exists(options.Operator))
            {
                await Console.Error.WriteLineAsync(
                    $"There is no operator at '{options.Operator}': publish it, and name it by --operator or MINISTACK_OPERATOR.");
                return 1;
            }

            return await ScenarioRunner.RunAsync(create(options), result.GetValue(Json), cancellationToken);

            int Value(string name) => own.OfType<Option<int>>().FirstOrDefault(each => each.Name == name) is { } option ? result.GetValue(option) : 0;
        });
        return command;
    }
}
