using MiniStack.Benchmarks.Burst;
using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>The other scenarios at growing numbers of stacks: what one stack more costs.</summary>
internal sealed class ScaleScenario(BenchOptions options) : IScenario
{
    private const string Namespace = "bench";

    /// <summary>Beyond as many, everything is measured once.</summary>
    private const int ManyStacks = 500;

    private static readonly int[] Sizes = [100, ManyStacks, 1000, 5000];

    public string Name => $"scale --up-to {options.UpTo} --seconds {options.Seconds}";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var empty = await new StartScenario(options with { Stacks = 0 }).RunAsync(progress, cancellationToken);
        var (residentAtRest, bytesAtRest) = (Find(empty, StartScenario.Resident).Median, Find(empty, StartScenario.BytesReceived).Median);
        List<Measure> growth = [Find(empty, StartScenario.Resident) with { Name = "resident: 0 stacks" }];
        foreach (var stacks in Sizes.Where(each => each <= options.UpTo))
        {
            growth.AddRange(await MeasureAsync(stacks, progress, cancellationToken));
        }

        // By figure, so that each row stands over the one it is compared with.
        return [.. growth.GroupBy(each => each.Name.Split(':')[0]).SelectMany(figure => figure)];

        async Task<IReadOnlyList<Measure>> MeasureAsync(int stacks, IProgress<string> told, CancellationToken token)
        {
            var sized = options with { Stacks = stacks, Runs = stacks > ManyStacks ? 1 : options.Runs };
            var burst = await new BurstScenario(sized).RunAsync(told, token);
            await using var cluster = await StackFleet.StartClusterAsync(sized, Namespace, told, token);
            var start = await new StartScenario(sized).MeasureAsync(cluster, told, token);
            var steady = await new SteadyScenario(sized).MeasureAsync(cluster, told, token);
            return
            [
                Row("burst, operator", "ms a stack", Find(burst, $"{OperatorSide.Name}: all Ready"), all => all * 1000 / stacks),
                Row("burst, floor", "ms a stack", Find(burst, $"{FloorSide.Name}: all Ready"), all => all * 1000 / stacks),
                Row("burst, operator to floor", "×", Find(burst, "operator to floor"), ratio => ratio),
                Row("all seen", "s", Find(start, StartScenario.AllSeen), all => all),
                Row("resident", "MiB", Find(start, StartScenario.Resident), resident => resident),
                Row("resident, a stack", "KiB", Find(start, StartScenario.Resident), resident => (resident - residentAtRest) * 1024 / stacks),
                Row("API bytes of a start, a stack", "KiB", Find(start, StartScenario.BytesReceived), bytes => (bytes - bytesAtRest) / stacks),
                Row("processor time at rest", "s a minute", Find(steady, SteadyScenario.ProcessorTime), time => time * 60 / options.Seconds),
            ];

            Measure Row(string figure, string unit, Measure of, Func<double, double> convert) =>
                new($"{figure}: {stacks} stacks", unit, [.. of.Values.Select(convert)]);
        }
    }

    private static Measure Find(IEnumerable<Measure> measures, string name) => measures.Single(each => each.Name == name);
}
