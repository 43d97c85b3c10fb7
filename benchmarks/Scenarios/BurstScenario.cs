using MiniStack.Benchmarks.Burst;
using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>Many stacks at once, by the operator and by the same writes alone, in pairs on fresh control planes.</summary>
internal sealed class BurstScenario(BenchOptions options) : IScenario
{
    public const string Namespace = "bench";
    public const string WarmUpNamespace = "warm-up";

    /// <summary>Brought up before and not counted, so that what is measured is no program's first request.</summary>
    public const int WarmUpStacks = 20;

    /// <summary>How long that many stacks may take: far longer than a slow machine does.</summary>
    public static TimeSpan Patience(int stacks) => TimeSpan.FromSeconds(60 + stacks);

    public string Name => $"burst --stacks {options.Stacks}{(options.Controllers ? " --controllers" : "")}";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var (template, recordings) = await Recorder.RecordAsync(options, progress, cancellationToken);
        List<IReadOnlyList<Measure>> floor = [], ours = [];
        for (var run = 0; run < options.Runs; run++)
        {
            // Alternately, so that neither side always has the machine that the other left.
            foreach (var isFloor in run % 2 == 0 ? (bool[])[true, false] : [false, true])
            {
                if (isFloor)
                {
                    floor.Add(await FloorSide.RunAsync(options, template, cancellationToken));
                }
                else
                {
                    ours.Add(await OperatorSide.RunAsync(options, progress, cancellationToken));
                }
            }

            progress.Report($"Run {run + 1} of {options.Runs}: floor {floor[^1][0].Values[0]:0.00} s, operator {ours[^1][0].Values[0]:0.00} s");
        }

        var (all, least) = (Join(ours), Join(floor));
        return
        [
            Measure.Ratio("operator to floor", all[0], least[0]),
            Measure.Ratio("operator to floor: CPU of all", all[2], least[2]),
            .. all,
            .. least.Where(each => !IsSame(each, all)),
            new("one stack alone: the operator's writes", "", [.. recordings.Select(each => (double)each.OperatorWrites.Count)]),
            new("one stack alone: the operator's reads", "", [.. recordings.Select(each => (double)each.OperatorReads.Count)]),
        ];
    }

    /// <summary>It counts requests of one kind, and of those the operator's run had as many: told once, they are told.</summary>
    private static bool IsSame(Measure floor, List<Measure> ours) =>
        floor.Name.Split(BurstMeter.OneKind) is [_, var kind]
        && ours.FirstOrDefault(each => each.Name.EndsWith(BurstMeter.OneKind + kind, StringComparison.Ordinal)) is { } counterpart
        && Math.Abs(counterpart.Median - floor.Median) < 0.1;

    /// <summary>One figure of all runs from one of each; 0 where a run has none of that name.</summary>
    private static List<Measure> Join(List<IReadOnlyList<Measure>> runs) =>
        [.. from figure in runs.SelectMany(run => run).DistinctBy(each => each.Name)
            select figure with { Values = [.. runs.Select(run => run.FirstOrDefault(each => each.Name == figure.Name)?.Values[0] ?? 0)] }];
}
