using System.Net;
using MiniStack.Operator.Controller;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.ClusterTests.Refusals;

public sealed class LastingFailuresTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FailedStep Ingress = new("api", "Ingress demo-api", new ApiException(HttpStatusCode.InternalServerError, "InternalError", "No."));
    private static readonly FailedStep Secret = new("database", "Secret demo-db", Conflict);

    private static ApiException Conflict => new(HttpStatusCode.Conflict, "Conflict", "Changed.");

    [Fact]
    public void Each_step_is_told_once_it_has_failed_for_as_long_as_that_one_may()
    {
        var failures = LastingFailures.Of(null, [Ingress], Start);
        Assert.Empty(failures.Findings);

        failures = LastingFailures.Of(failures, [Ingress, Secret], Start.AddMinutes(10));
        Assert.Equal(["api"], failures.Findings.Select(each => each.Component));

        failures = LastingFailures.Of(failures, [Ingress, Secret], Start.AddMinutes(11));
        Assert.Equal(["api", "database"], failures.Findings.Select(each => each.Component));
    }

    [Fact]
    public void A_step_that_succeeds_in_between_begins_anew()
    {
        var failures = LastingFailures.Of(null, [Ingress], Start);
        failures = LastingFailures.Of(failures, [], Start.AddMinutes(1));

        Assert.Empty(LastingFailures.Of(failures, [Ingress], Start.AddMinutes(2)).Findings);
    }

    [Fact]
    public void A_conflict_in_between_neither_ends_a_failure_nor_takes_its_place()
    {
        var failures = LastingFailures.Of(null, [Ingress], Start);
        failures = LastingFailures.Of(failures, [Ingress with { Cause = Conflict }], Start.AddMinutes(10));

        Assert.Equal(Ingress.ToFinding().Message, failures.Findings.Single().Message);
    }
}
