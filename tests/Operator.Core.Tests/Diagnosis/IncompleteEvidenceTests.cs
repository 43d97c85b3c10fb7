using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>A look that could not see everything.</summary>
public sealed class IncompleteEvidenceTests
{
    [Fact]
    public void What_was_told_stays_told_until_everything_is_seen_again()
    {
        var stack = Blind(Scene.Stack(api: 0), isPassing: true, "pods");
        stack.Stack.Status = Told(generation: 3);

        var finding = stack.Only();

        Assert.Equal(("LivenessFailing", "It is so.", "Do it. See docs/diagnosis.md#livenessfailing"), (finding.Code.Name, finding.Message, finding.Advice));
        Assert.Equal(["a line"], finding.LogTail);
    }

    [Fact]
    public void Half_of_the_evidence_does_not_replace_what_the_whole_told()
    {
        var stack = Blind(
            Scene.Stack(api: 0).With(Scene.ApiPod().Waiting("CrashLoopBackOff", null, Scene.Ended(137))), isPassing: true, "events");
        Assert.Equal("CrashLoop", stack.Only().Code.Name);

        stack.Stack.Status = Told(generation: 3);

        Assert.Equal("LivenessFailing", stack.Only().Code.Name);
    }

    [Theory]
    [InlineData("the API is ready", 1, 3, true)]
    [InlineData("the spec has changed", 0, 2, true)]
    [InlineData("the reader has no right to it, and never will", 0, 3, false)]
    public void It_is_over(string when, int ready, long generation, bool isPassing)
    {
        var stack = Blind(Scene.Stack(api: ready), isPassing, "pods");
        stack.Stack.Status = Told(generation);

        Assert.True(stack.Diagnose().Root?.Code != FindingCodes.LivenessFailing, when);
    }

    [Fact]
    public void Pods_that_could_not_be_read_are_not_said_to_be_missing()
    {
        var stack = Blind(Scene.Stack(api: 0), isPassing: false, "pods");
        stack.Api!.Metadata.CreationTimestamp = Scene.Ago(3600);

        Assert.Equal("The API is not ready, and its pods could not be read: No.", stack.Only().Message);
    }

    [Fact]
    public void Events_that_could_not_be_read_are_not_said_to_tell_nothing()
    {
        var stack = Blind(Scene.Stack(api: 0), isPassing: false, "events");
        stack.Api!.Metadata.CreationTimestamp = Scene.Ago(3600);

        Assert.Equal("The API is not ready, Deployment demo-api lacks pods: the events could not be read: No.", stack.Only().Message);
    }

    private static ObservedStack Blind(ObservedStack observed, bool isPassing, string what) => observed with
    {
        Evidence = observed.Evidence with { Unread = new Dictionary<string, string> { [what] = "No." }, IsPassing = isPassing },
    };

    private static MiniStackStatus Told(long generation) => new()
    {
        ObservedGeneration = generation,
        Conditions = [],
        Diagnosis = new DiagnosisStatus
        {
            Component = "api",
            Code = "LivenessFailing",
            Message = "It is so.",
            Hint = "Do it. See docs/diagnosis.md#livenessfailing",
            LogTail = ["a line"],
            Since = Scene.Ago(60),
        },
    };
}
