using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Status;

public sealed class StatusBuilderTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>Ready, DatabaseReady, ApiReady, Reconciling, Stalled; each as status and reason.</summary>
    [Theory]
    [InlineData("everything up", 1, 1, null, false, "True/Ready True/Ready True/Ready False/Ready False/Ready")]
    [InlineData("no API yet", 0, null, null, false, "False/Progressing False/Progressing False/WaitingForDatabase True/Progressing False/Progressing")]
    [InlineData("the API starts", 1, 0, null, false, "False/Progressing True/Ready False/Progressing True/Progressing False/Progressing")]
    [InlineData("the database went away", 0, 1, null, false, "False/Progressing False/Progressing True/Ready True/Progressing False/Progressing")]
    [InlineData("suspended", 0, 0, null, true, "False/Suspended False/Suspended False/Suspended False/Suspended False/Suspended")]
    [InlineData("a lost volume", 0, 0, "DataVolumeLost", false, "False/DataVolumeLost False/DataVolumeLost False/Progressing False/DataVolumeLost True/DataVolumeLost")]
    [InlineData("a lost volume while suspended", 0, 0, "DataVolumeLost", true, "False/DataVolumeLost False/DataVolumeLost False/Suspended False/DataVolumeLost True/DataVolumeLost")]
    public void Conditions_tell_the_state(string what, int databaseReady, int? apiReady, string? code, bool suspend, string expected)
    {
        var observed = Observed.Ready() with
        {
            Database = Observed.Database(databaseReady),
            Api = apiReady is { } ready ? Observed.Api(ready) : null,
        };
        observed.Stack.Spec.Suspend = suspend;

        var status = StatusBuilder.Build(observed, code is null ? [] : [new Finding("database", FindingCodes.All.Single(each => each.Name == code), "It is so.")], Now);

        Assert.Equal(
            ["Ready", "DatabaseReady", "ApiReady", "Reconciling", "Stalled"], status.Conditions.Select(condition => condition.Type));
        var actual = string.Join(' ', status.Conditions.Select(condition => $"{condition.Status}/{condition.Reason}"));
        Assert.True(expected == actual, $"{what}: {actual}");
        Assert.All(status.Conditions, condition => Assert.NotEmpty(condition.Message));
        Assert.Equal(3, status.ObservedGeneration);
    }

    /// <summary>A stack that waits for an operator that is gone says it itself.</summary>
    [Fact]
    public void A_stack_that_takes_its_data_along_says_what_frees_it()
    {
        var observed = Observed.Ready();
        observed.Stack.Spec.DeletionPolicy = DeletionPolicy.Delete;

        var condition = StatusBuilder.Build(observed, [], Now).Condition("RemovesData")!;

        Assert.Equal("True", condition.Status);
        Assert.Contains("kubectl -n shop patch ms demo --type=merge -p '{\"metadata\":{\"finalizers\":null}}'", condition.Message, StringComparison.Ordinal);
        Assert.Contains("demo-db-data and Secrets demo-db and demo-db-admin", condition.Message, StringComparison.Ordinal);
        Assert.Null(StatusBuilder.Build(Observed.Ready(), [], Now).Condition("RemovesData"));
    }

    [Fact]
    public void Facts_are_told_beside_the_conditions()
    {
        var status = StatusBuilder.Build(Observed.Ready(), [], Now);

        Assert.Equal("1/1", status.Api!.Ready);
        Assert.Equal("ministack.dev/stack=demo,ministack.dev/component=api", status.Api.Selector);
        Assert.Equal("1/1", status.Database!.Ready);
        Assert.Equal(17, status.Database.Version);
        Assert.Equal("1Gi", status.Database.Size);
        Assert.Equal("demo-db", status.Binding!.Name);
        Assert.Null(status.Diagnosis);
    }

    [Fact]
    public void A_rollout_is_progressing_until_its_last_old_pod_is_gone()
    {
        var observed = Observed.Ready();
        observed.Api!.Status.Replicas = 2;

        Assert.False(StatusBuilder.IsReady(StatusBuilder.Build(observed, [], Now)));
    }

    [Fact]
    public void A_spec_that_its_controller_has_not_seen_yet_is_progressing()
    {
        var observed = Observed.Ready();
        observed.Api!.Metadata.Generation = 2;

        Assert.False(StatusBuilder.IsReady(StatusBuilder.Build(observed, [], Now)));
    }

    [Fact]
    public void What_is_wrong_need_not_keep_a_component_from_serving()
    {
        var status = StatusBuilder.Build(Observed.Ready(), [new Finding("database", FindingCodes.ExpansionUnsupported, "It is so.")], Now);

        Assert.Equal(
            ["Ready=False", "DatabaseReady=True", "ApiReady=True", "Reconciling=False", "Stalled=True"],
            status.Conditions.Select(condition => $"{condition.Type}={condition.Status}"));
    }

    /// <summary>kstatus reads Stalled as failed and Reconciling as in progress: a stack is never both, and never neither while it is not ready.</summary>
    [Fact]
    public void Every_code_is_either_for_a_person_or_still_under_way()
    {
        foreach (var code in FindingCodes.All)
        {
            var status = StatusBuilder.Build(Observed.Ready() with { Api = Observed.Api(0) }, [new Finding("api", code, "It is so.")], Now);

            var conditions = status.Conditions.ToDictionary(each => each.Type);
            Assert.Equal(("False", code.Name), (conditions["Ready"].Status, conditions["Ready"].Reason));
            Assert.Equal(("False", code.Name), (conditions["ApiReady"].Status, conditions["ApiReady"].Reason));
            Assert.Equal(code.Stalls ? "True" : "False", conditions["Stalled"].Status);
            Assert.Equal(code.Stalls ? "False" : "True", conditions["Reconciling"].Status);
            Assert.All(status.Conditions, each => Assert.Equal(3, each.ObservedGeneration));
            Assert.Equal(code.Name, status.Diagnosis!.Code);
        }
    }

    [Fact]
    public void A_message_that_the_api_server_would_refuse_is_cut()
    {
        var status = StatusBuilder.Build(Observed.Ready(), [new Finding("api", FindingCodes.Forbidden, new string('x', 50_000))], Now);

        Assert.All(status.Conditions, each => Assert.InRange(each.Message.Length, 1, 4096));
        Assert.EndsWith("x…", status.Diagnosis!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_component_tells_its_own_trouble_beside_the_root_cause()
    {
        var observed = Observed.Ready() with { Database = Observed.Database(0), Api = Observed.Api(0) };

        var status = StatusBuilder.Build(
            observed,
            [new Finding("database", FindingCodes.ImagePullFailed, "No image."), new Finding("api", FindingCodes.DatabaseDown, "No database.")],
            Now);

        Assert.Equal(
            ["Ready=ImagePullFailed", "DatabaseReady=ImagePullFailed", "ApiReady=DatabaseDown", "Reconciling=ImagePullFailed", "Stalled=ImagePullFailed"],
            status.Conditions.Select(each => $"{each.Type}={each.Reason}"));
    }

    [Fact]
    public void What_is_under_way_keeps_the_stack_from_being_ready()
    {
        var status = StatusBuilder.Build(Observed.Ready() with { UnderWay = "A Job runs." }, [], Now);

        Assert.Equal(("False", "Progressing", "A Job runs."), (status.Conditions[0].Status, status.Conditions[0].Reason, status.Conditions[0].Message));
    }

    [Theory]
    [InlineData(1, "True")]
    [InlineData(0, "False")]
    public void A_paused_stack_tells_so_and_how_it_is(int ready, string expected)
    {
        var observed = Observed.Ready() with { Api = Observed.Api(ready) };
        observed.Stack.Status = StatusBuilder.Build(Observed.Ready(), [], Now);
        observed.Stack.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Paused] = "true" };

        var status = StatusBuilder.Build(observed, [], Now);

        Assert.Equal((expected, "Paused"), (status.Conditions[0].Status, status.Conditions[0].Reason));
        Assert.All(status.Conditions.Where(each => each.Type is "Reconciling" or "Stalled"), each => Assert.Equal("False", each.Status));
    }

    [Fact]
    public void A_spec_that_is_changed_while_the_stack_is_paused_is_never_called_ready()
    {
        var observed = Observed.Ready();
        observed.Stack.Status = StatusBuilder.Build(observed, [], Now);
        observed.Stack.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Paused] = "true" };
        observed.Stack.Metadata.Generation++;

        // Nor at the passes after the first that saw it.
        for (var pass = 0; pass < 3; pass++)
        {
            var status = StatusBuilder.Build(observed, [], Now);
            Assert.Equal(("False", "Paused", "True"), (status.Conditions[0].Status, status.Conditions[0].Reason, status.Condition("Reconciling")!.Status));
            observed.Stack.Status = status;
        }
    }

    [Fact]
    public void A_stack_that_is_paused_as_it_scales_is_ready_all_the_same()
    {
        var observed = Observed.Ready() with { Api = Observed.Api(1, 2) };
        observed.Stack.Spec.Api.Replicas = 2;
        observed.Stack.Status = StatusBuilder.Build(Observed.Ready(), [], Now);
        observed.Stack.Status.Conditions.Single(each => each.Type == "Reconciling").Status = "True";
        observed.Stack.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Paused] = "true" };

        Assert.Equal("True", StatusBuilder.Build(Observed.Ready() with { Stack = observed.Stack }, [], Now).Conditions[0].Status);
    }

    [Theory]
    [InlineData("CrashLoop")]
    [InlineData("NotApplied")]
    [InlineData("InvalidSpec")]
    public void A_change_that_was_held_up_before_the_pause_is_not_called_ready(string code)
    {
        var observed = Observed.Ready();
        observed.Stack.Status = StatusBuilder.Build(observed, [new Finding("api", FindingCodes.All.Single(each => each.Name == code), "No.")], Now);
        observed.Stack.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Paused] = "true" };

        Assert.Equal("False", StatusBuilder.Build(observed, [], Now).Conditions[0].Status);
    }

    [Fact]
    public void A_transition_time_moves_only_with_its_status()
    {
        var observed = Observed.Ready();
        observed.Stack.Status = StatusBuilder.Build(observed, [], Now);
        var later = Now.AddMinutes(5);

        Assert.Equal(Now, Ready(StatusBuilder.Build(observed, [], later)));
        Assert.Equal(later, Ready(StatusBuilder.Build(observed with { Api = Observed.Api(0) }, [], later)));

        static DateTime? Ready(MiniStackStatus status) => status.Conditions[0].LastTransitionTime;
    }

    [Fact]
    public void A_diagnosis_keeps_its_time_while_it_holds_and_goes_with_its_cause()
    {
        var observed = Observed.Ready();
        var finding = new Finding("database", FindingCodes.Conflict, "Taken.", "Rename it.");
        observed.Stack.Status = StatusBuilder.Build(observed, [finding], Now);

        var held = StatusBuilder.Build(observed, [finding with { Message = "Still taken." }], Now.AddMinutes(1)).Diagnosis!;
        Assert.Equal(("database", "Conflict", "Still taken.", "Rename it. See docs/diagnosis.md#conflict", Now), (held.Component, held.Code, held.Message, held.Hint, held.Since!.Value));
        Assert.Null(StatusBuilder.Build(observed, [], Now.AddMinutes(2)).Diagnosis);
    }
}
