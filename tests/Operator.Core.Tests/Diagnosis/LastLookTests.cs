using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class LastLookTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private static readonly Finding Crash = new("api", FindingCodes.CrashLoop, "Container api of pod demo-api-1 ended.", "kubectl logs demo-api-1")
    {
        LogTail = ["ModuleNotFoundError: No module named 'torch'"],
        Stalls = false,
    };

    private static readonly Finding Full = new("database", FindingCodes.VolumeFull, "The volume is full.");
    private static readonly Finding Stuck = new("api", FindingCodes.DatabaseDown, "The API waits for its database: The volume is full.");
    private static readonly Finding Conflict = new("stack", FindingCodes.Conflict, "Service demo-api is not the stack's.");

    [Fact]
    public void What_the_last_look_found_stands_while_nothing_changes()
    {
        var looked = Looked([Full, Stuck, Crash]);

        Assert.Equal([Full, Stuck, Crash], LastLook.Findings(looked, Broken(), [], Now));
    }

    [Fact]
    public void A_look_that_is_put_off_after_a_change_leaves_the_status_as_it_is()
    {
        var changed = LookSchedule.Observe(Looked([Full, Stuck]), 1, "b", Now);

        Assert.Equal([Full, Stuck], LastLook.Findings(changed, Broken(), [], Now));
    }

    [Fact]
    public void What_a_pass_itself_finds_is_told_without_a_look()
    {
        var changed = LookSchedule.Observe(Looked([Crash]), 1, "b", Now);

        Assert.Equal([Conflict, Crash], LastLook.Findings(changed, Broken(), [Conflict], Now));
    }

    [Fact]
    public void What_the_pass_finds_in_new_words_is_told_once()
    {
        var changed = LookSchedule.Observe(Looked([Conflict with { Message = "As it was." }, Crash]), 1, "b", Now);

        Assert.Equal([Conflict, Crash], LastLook.Findings(changed, Broken(), [Conflict], Now));
    }

    [Fact]
    public void What_the_pass_finds_no_more_is_over_without_a_look()
    {
        var changed = LookSchedule.Observe(Looked([StepFailure.Refused("api", "Deployment demo-api", "no"), Crash]), 1, "b", Now);

        Assert.Equal([Crash], LastLook.Findings(changed, Broken(), [], Now));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("Complete", false)]
    public void A_migration_that_is_still_tried_has_failed_until_somebody_looks(string? end, bool isKept)
    {
        var failed = new Finding("api", FindingCodes.MigrationFailed, "Job demo-api-migrate is tried again.");
        var job = new V1Job { Metadata = new V1ObjectMeta { Name = "demo-api-migrate" }, Status = new V1JobStatus { Conditions = end is null ? null : [new V1JobCondition { Type = end, Status = "True" }] } };
        var changed = LookSchedule.Observe(Looked([failed]), 1, "b", Now);

        Assert.Equal(isKept ? [failed] : [], LastLook.Findings(changed, Broken() with { MigrationJob = job }, [], Now));
    }

    [Fact]
    public void An_operator_that_has_just_started_goes_on_saying_what_was_said()
    {
        var observed = Broken();
        var before = StatusBuilder.Build(observed, [Full, Stuck with { Hint = null }], Now.AddHours(-1));
        observed.Stack.Status = before;

        var after = StatusBuilder.Build(observed, LastLook.Findings(LookSchedule.Observe(null, 3, "a", Now), observed, [], Now), Now);

        Assert.Equivalent(before, after, strict: true);
        Assert.Equal("VolumeFull", after.Diagnosis?.Code);
    }

    [Fact]
    public void An_operator_that_has_just_started_says_it_with_the_programs_words_and_the_hint()
    {
        var observed = Broken();
        var before = StatusBuilder.Build(observed, [Crash], Now.AddHours(-1));
        observed.Stack.Status = before;

        var findings = LastLook.Findings(LookSchedule.Observe(null, 3, "a", Now), observed, [], Now);

        Assert.Equivalent(before, StatusBuilder.Build(observed, findings, Now), strict: true);
        Assert.Equal(Crash.LogTail, findings[0].LogTail);
        Assert.Equal(Crash.Advice, findings[0].Advice);
    }

    [Fact]
    public void What_was_said_of_an_earlier_spec_is_not_said_of_this_one()
    {
        var observed = Broken();
        observed.Stack.Status = StatusBuilder.Build(observed, [Crash], Now.AddHours(-1));
        observed.Stack.Metadata.Generation++;

        Assert.Empty(LastLook.Findings(LookSchedule.Observe(null, 4, "a", Now), observed, [], Now));
    }

    private static LookState Looked(IReadOnlyList<Finding> findings) =>
        LookSchedule.Looked(LookSchedule.Observe(null, 1, "a", Now), findings, lacksPods: true, null, 3, Now);

    private static ObservedStack Broken() => Observed.Ready() with { Database = Observed.Database(0), Api = Observed.Api(0) };
}
