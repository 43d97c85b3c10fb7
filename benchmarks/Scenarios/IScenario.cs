using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Scenarios;

internal interface IScenario
{
    /// <summary>As on the command line, with its settings.</summary>
    string Name { get; }

    /// <param name="progress">Told what happens, a line each time.</param>
    Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken);
}
