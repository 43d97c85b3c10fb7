using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Tests.Status;

public sealed class AlarmTests
{
    [Theory]
    [InlineData("the first look", null, "Progressing", false)]
    [InlineData("on its way", "Progressing", "Progressing", false)]
    [InlineData("there", "Progressing", "Ready", false)]
    [InlineData("another word of a ready one", "Ready", "Ready", false)]
    [InlineData("recovered", "!CrashLoop", "Ready", false)]
    [InlineData("trouble from the start", null, "!InvalidSpec", true)]
    [InlineData("trouble on its way", "Progressing", "!CrashLoop", true)]
    [InlineData("trouble", "Ready", "!CrashLoop", true)]
    [InlineData("other trouble", "!CrashLoop", "!Forbidden", true)]
    [InlineData("no longer ready", "Ready", "Progressing", true)]
    [InlineData("no longer in trouble, but not ready", "!CrashLoop", "Progressing", true)]
    [InlineData("no longer suspended", "Suspended", "Progressing", true)]
    public void Whoever_leaves_raises_none(string what, string? before, string after, bool expected) =>
        Assert.True(expected == Alarm.IsRaised(before is null ? null : Status(before), Status(after)), what);

    /// <param name="reason">Of the condition Ready; with <c>!</c> a diagnosis.</param>
    private static MiniStackStatus Status(string reason) => new()
    {
        Conditions = [new V1Condition { Type = "Ready", Status = reason == "Ready" ? "True" : "False", Reason = reason.TrimStart('!') }],
        Diagnosis = reason.StartsWith('!') ? new DiagnosisStatus { Code = reason[1..] } : null,
    };
}
