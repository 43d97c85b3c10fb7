using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class StepFailureTests
{
    /// <summary>What the API server says, the message and the hint's beginning.</summary>
    [Theory]
    [InlineData(
        "Internal error occurred: failed calling webhook \"policy.example.com\": Post \"https://policy.policy.svc:443/check?timeout=10s\": dial tcp 10.96.13.7:443: connect: connection refused",
        "The API server did not take Deployment demo-api: admission webhook policy.example.com does not answer: Post \"https://policy.policy.svc:443/check?timeout=10s\": dial tcp ADDRESS: connect: connection refused.",
        "Mend the webhook, or remove it")]
    [InlineData(
        "Internal error occurred: failed calling webhook \"policy.example.com\": failed to call webhook: Post \"https://policy.policy.svc:443/check?timeout=10s\": service \"policy\" not found",
        "The API server did not take Deployment demo-api: admission webhook policy.example.com does not answer: failed to call webhook: Post \"https://policy.policy.svc:443/check?timeout=10s\": service \"policy\" not found.",
        "Mend the webhook, or remove it")]
    [InlineData("etcdserver: request timed out", "The API server errs on Deployment demo-api: etcdserver: request timed out.", "It is tried again until it succeeds.")]
    [InlineData("a\nb\n", "The API server errs on Deployment demo-api: a b.", "It is tried again until it succeeds.")]
    public void A_refusal_is_told_in_one_sentence(string says, string message, string hint)
    {
        var finding = StepFailure.Refused("api", "Deployment demo-api", says);

        Assert.Equal((FindingCodes.NotApplied, message), (finding.Code, finding.Message));
        Assert.StartsWith(hint, finding.Hint, StringComparison.Ordinal);
        Assert.False(finding.Stalls);
    }

    [Fact]
    public void The_ports_of_a_connection_make_no_other_message_of_the_same_failure() => Assert.Equal(
        StepFailure.Unreachable("api", "Deployment demo-api", "read tcp 10.0.0.7:51234->10.96.0.1:443: read: connection reset by peer").Message,
        StepFailure.Unreachable("api", "Deployment demo-api", "read tcp 10.0.0.7:51240->10.96.0.1:443: read: connection reset by peer").Message);

    [Fact]
    public void A_bug_is_told_without_what_its_error_says() => Assert.Equal(
        "The operator failed at Job demo-db-password (FormatException), which is a bug in it.", StepFailure.Bug("database", "Job demo-db-password", "FormatException").Message);
}
