namespace MiniStack.Benchmarks.Measuring;

/// <summary>One figure over the runs of a scenario.</summary>
/// <param name="Name">What was measured, in a few words.</param>
/// <param name="Unit">Such as <c>s</c>, <c>ms</c>, <c>MiB</c>, or <c>×</c> of a ratio.</param>
/// <param name="Values">One a run, in order; or one an event where a run has many.</param>
internal sealed record Measure(string Name, string Unit, IReadOnlyList<double> Values)
{
    public double Minimum => Values.Min();

    public double Median => Percentile(0.5);

    public double P99 => Percentile(0.99);

    /// <summary>Pair by pair, so that a machine whose speed drifts is no part of it.</summary>
    public static Measure Ratio(string name, Measure ours, Measure floor) => new(name, "×", [.. ours.Values.Zip(floor.Values, (a, b) => a / b)]);

    /// <summary>Between neighbours, as most tools do.</summary>
    private double Percentile(double share)
    {
        var sorted = Values.Order().ToList();
        var place = share * (sorted.Count - 1);
        var below = (int)place;
        return below + 1 >= sorted.Count ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
