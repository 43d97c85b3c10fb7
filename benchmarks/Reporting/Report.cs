using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Reporting;

/// <summary>What one run of a scenario gave.</summary>
/// <param name="Scenario">With its settings, as they were given.</param>
/// <param name="Kubernetes">The version of the control plane.</param>
/// <param name="Machine">Processors and memory.</param>
internal sealed record Report(string Scenario, string Kubernetes, string Machine, DateTime At, IReadOnlyList<Measure> Measures);
