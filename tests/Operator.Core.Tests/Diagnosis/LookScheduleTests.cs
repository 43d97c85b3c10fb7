using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class LookScheduleTests
{
    private static readonly DateTime Start = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly Finding Crash = new("api", FindingCodes.CrashLoop, "It ended.");
    private static readonly Finding Pull = new("api", FindingCodes.ImagePullFailed, "There is no such image.");

    /// <summary>Seconds without news, how many troubles are known, whether pods lack, for how long the next is pending; seconds until the next look.</summary>
    [Theory]
    [InlineData("just told", 0, 1, true, null, 5, false)]
    [InlineData("told half a minute ago", 30, 1, true, null, 5, false)]
    [InlineData("told a minute ago", 60, 1, true, null, 10, false)]
    [InlineData("told three minutes ago", 180, 1, true, null, 30, false)]
    [InlineData("told an hour ago", 3600, 1, true, null, 60, false)]
    [InlineData("under way", 0, 0, true, null, 5, true)]
    [InlineData("under way for as long as a large image takes", 300, 0, true, null, 5, true)]
    [InlineData("under way for an hour, as a migration may be", 3600, 0, true, null, 60, false)]
    [InlineData("ready again, and not trusted yet", 240, 1, false, null, 5, true)]
    [InlineData("told an hour ago, and something else is to be told soon", 3600, 1, true, 7, 7, true)]
    [InlineData("under way, and something is to be told soon", 3600, 0, true, 3, 3, true)]
    [InlineData("under way, and something is to be told later than the next look", 0, 0, true, 60, 5, true)]
    public void A_look_is_the_rarer_the_longer_nothing_has_changed(
        string what, int quiet, int troubles, bool lacksPods, int? pending, int expected, bool isUrgent)
    {
        IReadOnlyList<Finding> findings = [.. Enumerable.Repeat(Crash, troubles)];
        var state = LookSchedule.Looked(LookSchedule.Observe(null, 1, "a", Start), findings, lacksPods, null, 3, Start);
        var now = Start.AddSeconds(quiet);

        state = LookSchedule.Looked(state, findings, lacksPods, pending is { } seconds ? TimeSpan.FromSeconds(seconds) : null, 3, now);

        Assert.True((expected, isUrgent) == ((state.DueAt - now).TotalSeconds, state.IsUrgent), $"{what}: {state}");
    }

    [Fact]
    public void What_nobody_has_looked_at_yet_is_looked_at_at_once()
    {
        var state = LookSchedule.Observe(null, 1, "a", Start);

        Assert.Equal((Start, true), (state.DueAt, state.IsUrgent));
    }

    [Fact]
    public void A_stack_that_does_not_change_keeps_its_time()
    {
        var told = Told(quiet: 600);

        Assert.Same(told, LookSchedule.Observe(told, 1, "a", told.DueAt.AddSeconds(-1)));
    }

    [Theory]
    [InlineData(1, "b")]
    [InlineData(2, "a")]
    public void A_change_is_looked_at_at_once_and_watched_closely_from_then_on(long spec, string facts)
    {
        var told = Told(quiet: 600);
        var now = told.LookedAt!.Value.AddSeconds(20);

        var changed = LookSchedule.Observe(told, spec, facts, now);

        Assert.Equal((now, true), (changed.DueAt, changed.IsUrgent));
        changed = LookSchedule.Looked(changed, [Crash], lacksPods: true, null, 3, now);
        Assert.Equal(now.AddSeconds(5), changed.DueAt);
    }

    [Fact]
    public void The_steps_of_a_rollout_are_looked_at_together()
    {
        var told = Told(quiet: 600);
        var looked = told.LookedAt!.Value;

        var changed = LookSchedule.Observe(LookSchedule.Observe(told, 1, "b", looked.AddSeconds(0.1)), 1, "c", looked.AddSeconds(0.2));

        Assert.Equal(looked.AddSeconds(2), changed.DueAt);
    }

    [Fact]
    public void Another_trouble_is_news_and_other_words_for_the_same_are_none()
    {
        var told = Told(quiet: 600);
        var now = told.DueAt;

        Assert.Equal(now.AddSeconds(5), LookSchedule.Looked(told, [Pull], lacksPods: true, null, 3, now).DueAt);
        Assert.Equal(now.AddSeconds(60), LookSchedule.Looked(told, [Crash with { Message = "It ended again." }], lacksPods: true, null, 3, now).DueAt);
    }

    [Fact]
    public void A_stack_that_comes_and_goes_for_ever_with_the_same_trouble_is_looked_at_rarely_until_its_spec_changes()
    {
        var state = Told(quiet: 600);
        for (var i = 0; i < 100; i++)
        {
            var now = state.NextAt;
            state = LookSchedule.Looked(LookSchedule.Observe(state, 1, $"{i}", now), [Crash], lacksPods: true, null, 3, now);
        }

        var looked = state.LookedAt!.Value;
        Assert.Equal(looked.AddMinutes(1), LookSchedule.Observe(state, 1, "once more", looked.AddSeconds(1)).DueAt);
        Assert.Equal(looked.AddSeconds(2), LookSchedule.Observe(state, 2, "once more", looked.AddSeconds(1)).DueAt);
    }

    [Fact]
    public void A_change_that_is_looked_at_later_makes_no_look_later_that_is_due()
    {
        var told = Told(quiet: 0);
        for (var i = 0; i < 10; i++)
        {
            told = LookSchedule.Looked(LookSchedule.Observe(told, 1, $"{i}", told.NextAt), [Crash], lacksPods: true, null, 3, told.NextAt);
        }

        Assert.Equal(told.DueAt, LookSchedule.Observe(told, 1, "once more", told.LookedAt!.Value).DueAt);
    }

    [Fact]
    public void The_budget_is_asked_once_for_each_look_and_not_before_it_is_due()
    {
        var budget = new LookBudget();
        var told = Told(quiet: 600);

        Assert.Null(LookSchedule.Reserve(told, budget, told.DueAt.AddSeconds(-1)).SlotAt);

        // Others were first.
        while (budget.Reserve(isUrgent: false, 3, told.DueAt) == told.DueAt)
        {
        }

        var waiting = LookSchedule.Reserve(told, budget, told.DueAt);
        Assert.True(waiting.NextAt > told.DueAt);
        Assert.Equal(waiting, LookSchedule.Reserve(waiting, budget, told.DueAt.AddSeconds(1)));
    }

    [Fact]
    public void News_take_a_stack_that_waits_for_its_turn_out_of_the_queue()
    {
        var waiting = Told(quiet: 600) with { SlotAt = Start.AddHours(1) };

        var changed = LookSchedule.Observe(waiting, 1, "b", waiting.DueAt.AddSeconds(10));

        Assert.Equal(waiting.DueAt, changed.NextAt);
    }

    /// <summary>Looked at, and the same found as a while ago.</summary>
    private static LookState Told(int quiet)
    {
        var state = LookSchedule.Looked(LookSchedule.Observe(null, 1, "a", Start), [Crash], lacksPods: true, null, 3, Start);
        return LookSchedule.Looked(state, [Crash], lacksPods: true, null, 3, Start.AddSeconds(quiet));
    }
}
