using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Rule 5: at rest no writes and no reads but watches.</summary>
[Collection(LabAlone.Name)]
[Trait("Category", "EndToEnd")]
public sealed partial class AtRestTests(LabFixture lab)
{
    /// <summary>
    /// What the operator alone works on while no stack changes: not Services and Jobs, which the API server itself and an old controller for
    /// CronJobs ask for all the time, and not its Lease.
    /// </summary>
    private static readonly string[] Resources =
    [
        "ministacks", "deployments", "statefulsets", "serviceaccounts", "persistentvolumeclaims", "networkpolicies",
        "poddisruptionbudgets", "horizontalpodautoscalers", "ingresses",
    ];

    /// <summary>Longer than any interval at which something is looked at again.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task Nothing_is_asked_and_nothing_written_while_every_stack_is_ready()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        await Eventually.IsTrueAsync("the tests before have left", TestStack.ReadyDeadline, async () =>
            (await lab.Api.ListAsync("/api/v1/namespaces")).All(found => !found.NameOf().StartsWith("e2e-", StringComparison.Ordinal) || found.NameOf() == stack.Namespace));
        var lease = await LeaseAsync();

        // The API server counts everyone's requests; what follows a start, from Endpoints to garbage, settles within the deadline.
        var (counts, since) = ("", Stopwatch.GetTimestamp());
        await Eventually.IsTrueAsync($"nobody asked for anything for {Quiet.TotalSeconds} s", TestStack.ReadyDeadline, async () =>
        {
            var now = await CountsAsync();
            if (now != counts)
                (counts, since) = (now, Stopwatch.GetTimestamp());
            return Stopwatch.GetElapsedTime(since) > Quiet;
        });

        Assert.NotEqual(lease, await LeaseAsync());
    }

    /// <summary>Every count of requests but watches, a line each.</summary>
    private async Task<string> CountsAsync()
    {
        var requests = (await lab.Api.GetTextAsync("/metrics")).Split('\n').Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal));
        return string.Join('\n', from line in requests
                                 let labels = Label().Matches(line).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value)
                                 where Resources.Contains(labels["resource"]) && labels["verb"] != "WATCH"
                                 orderby line
                                 select line);
    }

    private async Task<string> LeaseAsync() => string.Join(
        ' ', (await lab.Api.ListAsync("/apis/coordination.k8s.io/v1/namespaces/ministack-system/leases")).Select(lease => lease.TextAt("metadata", "resourceVersion")));

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Label();
}
