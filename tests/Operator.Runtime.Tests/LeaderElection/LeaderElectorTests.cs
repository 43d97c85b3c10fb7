using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Runtime.LeaderElection;

namespace MiniStack.Operator.Runtime.Tests.LeaderElection;

/// <summary>Times are those of a clock that the tests move; the requests are real.</summary>
public sealed class LeaderElectorTests
{
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_free_lease_is_taken_at_once_and_renewed()
    {
        await using var server = await LeaseServer.StartAsync();
        await using var candidate = new Candidate(server, "a", _time);

        await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);
        Assert.Equal("a", server.Holder);
        var first = server.RenewTime;
        Assert.Matches(@"^2030-01-01T00:00:\d\d\.\d{6}Z$", first);

        await candidate.UntilAsync(() => server.RenewTime != first);
        Assert.Equal(LeadershipState.Leading, candidate.State);
    }

    [Theory]
    [InlineData("1999-01-01T00:00:00.000000Z")]
    [InlineData("2099-01-01T00:00:00.000000Z")]
    public async Task Anothers_lease_is_respected_for_its_duration_whatever_its_clock_says(string renewTime)
    {
        await using var server = await LeaseServer.StartAsync();
        server.Write("other", renewTime);
        await using var candidate = new Candidate(server, "a", _time);

        await candidate.UntilAsync(() => candidate.State == LeadershipState.Standby);
        var waited = await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);

        Assert.True(waited >= LeaseDuration - TimeSpan.FromSeconds(0.2), $"Taken after {waited.TotalSeconds} s.");
        Assert.Equal("1", server.Transitions);
    }

    [Fact]
    public async Task A_sign_of_life_starts_the_wait_anew()
    {
        await using var server = await LeaseServer.StartAsync();
        server.Write("other", "2030-01-01T00:00:00.000000Z");
        await using var candidate = new Candidate(server, "a", _time);
        var seen = server.Requests;

        await candidate.UntilAsync(() => server.Requests > seen + 5);
        server.Write("other", "2030-01-01T00:00:00.000001Z");
        seen = server.Requests;
        await candidate.UntilAsync(() => server.Requests > seen + 1);

        Assert.Equal(LeadershipState.Standby, candidate.State);
        var waited = await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);
        Assert.True(waited >= TimeSpan.FromSeconds(12), $"Taken after {waited.TotalSeconds} s.");
    }

    [Fact]
    public async Task The_same_identity_goes_on_at_once()
    {
        await using var server = await LeaseServer.StartAsync();
        server.Write("a", "2030-01-01T00:00:00.000000Z");
        await using var candidate = new Candidate(server, "a", _time);

        var waited = await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);

        Assert.True(waited < LeaseDuration / 2, $"Waited {waited.TotalSeconds} s.");
    }

    [Fact]
    public async Task Who_cannot_renew_stops_before_anyone_else_may_start()
    {
        await using var server = await LeaseServer.StartAsync();
        await using var candidate = new Candidate(server, "a", _time, endsAtOnce: false);
        await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);

        server.Fails = true;
        var waited = await candidate.UntilAsync(() => candidate.Running.IsCompleted);

        Assert.False(await candidate.Running);
        Assert.True(candidate.WasCancelled);
        Assert.Equal(LeadershipState.Lost, candidate.State);
        Assert.True(waited < LeaseDuration, $"Stopped after {waited.TotalSeconds} s.");
    }

    [Fact]
    public async Task An_outage_that_is_shorter_is_survived()
    {
        await using var server = await LeaseServer.StartAsync();
        await using var candidate = new Candidate(server, "a", _time);
        await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);

        server.Fails = true;
        var seen = server.Requests;
        await candidate.UntilAsync(() => server.Requests > seen + 1);
        server.Fails = false;
        var last = server.RenewTime;
        await candidate.UntilAsync(() => server.RenewTime != last);

        Assert.False(candidate.Running.IsCompleted);
        Assert.Equal(LeadershipState.Leading, candidate.State);
    }

    [Fact]
    public async Task Who_sees_another_holder_stops_and_writes_nothing()
    {
        await using var server = await LeaseServer.StartAsync();
        await using var candidate = new Candidate(server, "a", _time);
        await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);

        server.Write("other", "2030-01-01T00:00:00.000000Z");
        await candidate.UntilAsync(() => candidate.Running.IsCompleted);

        Assert.False(await candidate.Running);
        Assert.Equal("other", server.Holder);
    }

    [Fact]
    public async Task A_lease_deleted_by_hand_is_made_again()
    {
        await using var server = await LeaseServer.StartAsync();
        await using var candidate = new Candidate(server, "a", _time);
        await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);

        server.Delete();
        await candidate.UntilAsync(() => server.Holder == "a");

        Assert.Equal(LeadershipState.Leading, candidate.State);
    }

    [Fact]
    public async Task A_renewal_that_was_given_up_changes_nothing_when_it_arrives_after_another_took_over()
    {
        await using var server = await LeaseServer.StartAsync();
        await using var candidate = new Candidate(server, "a", _time);
        await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);

        server.HoldsWrites = true;
        await candidate.UntilAsync(() => candidate.Running.IsCompleted);
        server.Write("other", "2030-01-01T00:00:00.000000Z");
        server.CarryOutHeld();

        await using var next = new Candidate(server, "b", _time);
        await next.UntilAsync(() => next.State == LeadershipState.Standby);
        Assert.Equal("other", server.Holder);
    }

    [Fact]
    public async Task On_a_stop_the_lease_is_kept_until_the_work_has_ended_and_then_handed_over()
    {
        await using var server = await LeaseServer.StartAsync();
        await using var candidate = new Candidate(server, "a", _time, endsAtOnce: false);
        await candidate.UntilAsync(() => candidate.State == LeadershipState.Leading);
        await using var next = new Candidate(server, "b", _time);
        await next.UntilAsync(() => next.State == LeadershipState.Standby);

        candidate.Stop();
        await candidate.UntilAsync(() => candidate.WasCancelled);
        var last = server.RenewTime;
        await candidate.UntilAsync(() => server.RenewTime != last);
        Assert.Equal("a", server.Holder);

        candidate.EndWork();
        var waited = await next.UntilAsync(() => next.State == LeadershipState.Leading);
        Assert.True(await candidate.Running);
        Assert.True(waited < LeaseDuration / 2, $"Waited {waited.TotalSeconds} s.");
    }
}
