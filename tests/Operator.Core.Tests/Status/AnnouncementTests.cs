using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Tests.Status;

public sealed class AnnouncementTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>A status is the reason of Ready and, if something is wrong, its component.</summary>
    [Theory]
    [InlineData("the first look", null, "Progressing", null)]
    [InlineData("ready", "Progressing", "Ready", "Normal Ready: Ready. It was not ready for 1 min 30 s.")]
    [InlineData("still ready", "Ready", "Ready", null)]
    [InlineData("trouble", "Ready", "api/CrashLoop", "Warning CrashLoop: CrashLoop.")]
    [InlineData("trouble from the start", null, "stack/InvalidSpec", "Warning InvalidSpec: InvalidSpec.")]
    [InlineData("the same trouble", "api/CrashLoop", "api/CrashLoop", null)]
    [InlineData("other trouble", "api/CrashLoop", "api/OOMKilled", "Warning OOMKilled: OOMKilled.")]
    [InlineData("the same of another component", "api/CrashLoop", "database/CrashLoop", "Warning CrashLoop: CrashLoop.")]
    [InlineData("trouble gone, not ready yet", "api/CrashLoop", "Progressing", null)]
    [InlineData("recovered", "api/CrashLoop", "Ready", "Normal Ready: Ready. It was not ready for 1 min 30 s.")]
    [InlineData("suspended", "Ready", "Suspended", "Normal Suspended: Suspended.")]
    [InlineData("still suspended", "Suspended", "Suspended", null)]
    [InlineData("progress after readiness", "Ready", "Progressing", null)]
    public void A_change_of_the_diagnosis_or_of_readiness_is_told(string what, string? before, string after, string? expected)
    {
        var told = Announcement.Of(before is null ? null : Status(before, Now.AddSeconds(-90)), Status(after, Now), Now);

        var actual = told is null ? null : $"{(told.IsWarning ? "Warning" : "Normal")} {told.Reason}: {told.Message}";
        Assert.True(expected == actual, $"{what}: {actual}");
    }

    [Theory]
    [InlineData(3, "3 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3 * 3600, "3 h 0 min")]
    [InlineData(50 * 3600, "2 d 2 h")]
    public void How_long_it_took_is_told_in_the_two_largest_units(int seconds, string expected)
    {
        var told = Announcement.Of(Status("Progressing", Now.AddSeconds(-seconds)), Status("Ready", Now), Now);

        Assert.EndsWith($"not ready for {expected}.", told!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readiness_that_comes_and_goes_is_one_event() => Assert.Equal(
        Announcement.Of(Status("Progressing", Now.AddSeconds(-3)), Status("Ready", Now), Now)!.Identity,
        Announcement.Of(Status("Progressing", Now.AddSeconds(-70)), Status("Ready", Now), Now)!.Identity);

    [Theory]
    [InlineData("Container api of pod demo-api-5797c7c567-wzk2j exited with code 1: No.", "Container api of pod demo-api-79f57b5b7b-hv666 and 9 more exited with code 1: No.", true)]
    [InlineData("The rollout is stuck: 0 of 2 pods are new and ready.", "The rollout is stuck: 1 of 3 pods are new and ready.", true)]
    [InlineData("Container api of pod demo-api-1 exited with code 1: No module.", "Container api of pod demo-api-1 exited with code 1: No file.", false)]
    public void The_same_cause_of_other_pods_is_the_same_event(string one, string other, bool isSame)
    {
        Assert.Equal(isSame, Identity(one) == Identity(other));

        static string Identity(string message)
        {
            var status = Status("api/CrashLoop", Now);
            status.Diagnosis!.Message = message;
            return Announcement.Of(null, status, Now)!.Identity;
        }
    }

    private static MiniStackStatus Status(string text, DateTime since)
    {
        var parts = text.Split('/');
        var reason = parts[^1];
        return new MiniStackStatus
        {
            Conditions = [new V1Condition { Type = "Ready", Status = reason == "Ready" ? "True" : "False", Reason = reason, Message = $"{reason}.", LastTransitionTime = since }],
            Diagnosis = parts.Length == 1 ? null : new DiagnosisStatus { Component = parts[0], Code = reason, Message = $"{reason}." },
        };
    }
}
