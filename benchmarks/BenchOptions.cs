namespace MiniStack.Benchmarks;

/// <summary>What a scenario was asked to do; an option that it does not have is 0.</summary>
internal sealed record BenchOptions
{
    public int Stacks { get; init; }

    /// <summary>The most stacks of a series.</summary>
    public int UpTo { get; init; }

    public int Runs { get; init; }

    /// <summary>How long each run watches.</summary>
    public int Seconds { get; init; }

    /// <summary>How many faults are made.</summary>
    public int Count { get; init; }

    /// <summary>The operator's executable, or its .dll; empty for a scenario that starts none.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Of a lab that is up.</summary>
    public string Kubeconfig { get; init; } = "";

    /// <summary>Null: the operator's own default.</summary>
    public int? Workers { get; init; }

    /// <summary>The controller-manager makes workloads ready, instead of the bench.</summary>
    public bool Controllers { get; init; }

    /// <summary>How many stacks the floor of a burst has under way at once.</summary>
    public int InFlight { get; init; }

    public string[] OperatorArguments => Workers is { } workers ? ["--workers", $"{workers}"] : [];
}
