namespace MiniStack.Benchmarks.Measuring;

/// <summary>How many requests of each verb there were, run by run.</summary>
internal sealed class RequestVerbs
{
    private readonly List<IReadOnlyDictionary<string, int>> _runs = [];

    /// <summary>The lease is told apart: how often it is renewed depends on the time alone.</summary>
    public void Add(IEnumerable<AuditedRequest> requests) =>
        _runs.Add(requests.CountBy(each => each.IsLease ? $"{each.Verb} of the lease" : each.Verb).ToDictionary());

    /// <param name="always">Verbs that are told of even where there was no such request.</param>
    public IEnumerable<Measure> Measures(params string[] always) => always.Concat(_runs.SelectMany(run => run.Keys).Order()).Distinct()
        .Select(verb => new Measure($"requests: {verb}", "", [.. _runs.Select(run => (double)run.GetValueOrDefault(verb))]));
}
