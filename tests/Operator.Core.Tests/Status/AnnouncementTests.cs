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
