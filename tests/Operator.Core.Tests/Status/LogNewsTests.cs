using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Tests.Diagnosis;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Status;

public sealed class LogNewsTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>Lines are parted by commas; those of a probe are its number.</summary>
    [Theory]
    [InlineData("more access lines", "a,b,1,2,3", "1,2,3,4,5", "a,b,1,2,3")]
    [InlineData("some lines were pushed out", "a,b,c,1,2", "c,1,2,3,4", "a,b,c,1,2")]
    [InlineData("access lines alone, as before", "1,2,3", "4,5,6", "1,2,3")]
    [InlineData("nothing at all", "a,b", "a,b", "a,b")]
    [InlineData("a new line", "a,1,2", "1,2,b", "1,2,b")]
    [InlineData("a new line like one before", "a,b,1", "b,1,a", "b,1,a")]
    [InlineData("the same line once more", "a,1", "a,1,a", "a,1,a")]
    [InlineData("the first lines", "", "1,2", "1,2")]
    public void Only_what_a_program_says_of_itself_is_news(string what, string told, string read, string expected) => Assert.True(
        Join(LogNews.Of(Split(told), Split(read), new AccessLines(new HealthSpec()))) == Join(Split(expected)), what);

    [Fact]
    public void A_status_does_not_change_for_probes_that_were_answered()
    {
        var observed = Observed.Ready() with { Api = Observed.Api(0) };
        var finding = new Finding("api", FindingCodes.ReadinessFailing, "It is not ready.") { LogTail = Split("started,1,2") };
        observed.Stack.Status = StatusBuilder.Build(observed, [finding], Now);

        Assert.Equal(finding.LogTail, StatusBuilder.Build(observed, [finding with { LogTail = Split("1,2,3,4,5") }], Now).Diagnosis!.LogTail);
        Assert.Equal(Split("2,3,stopped"), StatusBuilder.Build(observed, [finding with { LogTail = Split("2,3,stopped") }], Now).Diagnosis!.LogTail);
        Assert.Equal(Split("7,8"), StatusBuilder.Build(observed, [finding with { Message = "It answers 404.", LogTail = Split("7,8") }], Now).Diagnosis!.LogTail);
    }

    /// <summary>What real programs wrote while they were probed, looked at again a line later.</summary>
    [Theory]
    [InlineData("1.20/readiness-503/later")]
    [InlineData("1.20/readiness-404/later")]
    [InlineData("1.20/liveness-404/later")]
    public void A_recorded_log_that_grows_by_probes_is_no_news(string name)
    {
        var observed = Recording.Load(name).Observed;
        var access = new AccessLines(observed.Stack.Spec.Api.Health);
        var log = observed.Evidence.Logs.Select(each => LogText.Tail(each.Text)).First(tail => tail.Any(access.Contain));
        var grown = log.Skip(1).Append(log.Last(access.Contain)).ToList();

        Assert.Equal(log, LogNews.Of([.. log], grown, access));
    }

    private static string[] Split(string lines) =>
    [
        .. lines.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => char.IsAsciiDigit(line[0]) ? $"INFO:     198.18.0.1:3752{line} - \"GET /health HTTP/1.1\" 503 Service Unavailable" : line),
    ];

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines);
}
