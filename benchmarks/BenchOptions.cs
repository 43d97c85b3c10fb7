namespace MiniStack.Benchmarks;

internal sealed record BenchOptions
{
    public required int Stacks { get; init; }

    public required int Runs { get; init; }

    /// <summary>The operator's executable, or its .dll.</summary>
    public required string Operator { get; init; }

    /// <summary>Null: the operator's own default.</summary>
    public int? Workers { get; init; }

    /// <summary>The controller-manager makes workloads ready, instead of the bench.</summary>
    public bool Controllers { get; init; }

    /// <summary>How many stacks the floor of a burst has under way at once.</summary>
    public int InFlight { get; init; }

    public string[] OperatorArguments => Workers is { } workers ? ["--workers", $"{workers}"] : [];
}
