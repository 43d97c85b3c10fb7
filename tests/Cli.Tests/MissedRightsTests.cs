using MiniStack.Operator.Cluster;

namespace MiniStack.Cli.Tests;

public sealed class MissedRightsTests
{
    [Fact]
    public void What_is_forbidden_and_what_failed_are_told_apart()
    {
        var missed = new MissedRights();
        Assert.Null(missed.Sentence);

        missed.Add(new Missed("pods", "pods is forbidden", IsForbidden: true));
        missed.Add(new Missed("events", "The API server took too long to answer.", IsForbidden: false));
        missed.Add(new Missed("Secret settings", "secrets is forbidden", IsForbidden: true));

        Assert.Equal(
            "You may not read Secrets, pods, so all this is told without. The cluster did not give events, so all this is told without: "
            + "The API server took too long to answer. Secrets in it are recognised by their looks alone.",
            missed.Sentence);
    }
}
