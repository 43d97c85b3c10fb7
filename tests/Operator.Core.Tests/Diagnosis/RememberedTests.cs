using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>What a program says once is told for as long as it lasts.</summary>
public sealed class RememberedTests
{
    private const string Refusal = "ERROR:root:no database: FATAL:  password authentication failed for user \"app\"";
    private const string NotReady = "Readiness probe failed: HTTP probe failed with statuscode: 503";

    private static readonly Finding Told = Pod(30).Log(Refusal).Diagnose().Root!;

    [Fact]
    public void A_cause_that_has_scrolled_away_does_not_give_way_to_a_vaguer_word()
    {
        var later = Pod(9000).WithTold(Told).Log("INFO: still here").Diagnose().Root!;

        Assert.Equal((FindingCodes.AuthFailed, Told.Message, Told.Hint, Told.Stalls), (later.Code, later.Message, later.Hint, later.Stalls));
        Assert.Equal(Told.LogTail, later.LogTail);
    }

    [Fact]
    public void Words_that_went_with_an_answer_stay_with_it()
    {
        var told = Pod(30).Log("ERROR:shop:no model is loaded").Diagnose().Root!;

        Assert.EndsWith("GET /health on port 8000: no model is loaded.", told.Message, StringComparison.Ordinal);
        Assert.Equal(told.Message, Pod(9000).WithTold(told).Log("INFO: still here").Diagnose().Root!.Message);
    }

    [Fact]
    public void It_is_over_once_all_that_the_run_wrote_says_nothing_of_it() =>
        Assert.Equal(FindingCodes.ReadinessFailing, Pod(40).WithTold(Told).Log("INFO: all of it", isWhole: true).Diagnose().Root!.Code);

    [Fact]
    public void A_run_that_has_just_begun_may_say_it_yet() =>
        Assert.Equal(FindingCodes.AuthFailed, Pod(20).WithTold(Told).Log("INFO: begins", isWhole: true).Diagnose().Root!.Code);

    [Fact]
    public void It_is_over_once_the_pod_is_ready() =>
        Assert.Null(TestPod.OfApi().WithTold(Told).Running(since: 60, hasStarted: true).Ready(true, changed: 40).Told());

    [Fact]
    public void It_says_nothing_of_another_pod() =>
        Assert.Equal(
            FindingCodes.ReadinessFailing,
            Pod(9000).WithTold(Told with { Message = Told.Message.Replace("demo-api-1", "demo-api-2", StringComparison.Ordinal) }).Log("INFO: still here").Diagnose().Root!.Code);

    [Fact]
    public void What_tells_more_takes_its_place() =>
        Assert.Equal(FindingCodes.OOMKilled, TestPod.OfApi().WithTold(Told).Ended(137, reason: "OOMKilled").Restarted(3).Diagnose().Root!.Code);

    private static TestPod Pod(int since) => TestPod.OfApi().Running(since, hasStarted: true).Ready(false, changed: since).Event("Unhealthy", NotReady, first: since - 2);
}
