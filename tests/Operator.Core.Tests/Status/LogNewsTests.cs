using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Status;

public sealed class LogNewsTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData("some lines can't be read any more", "a,b,c", "b,c", "a,b,c")]
    [InlineData("nothing at all", "a,b", "a,b", "a,b")]
    [InlineData("nothing can be read any more", "a,b", "", "a,b")]
    [InlineData("a new line", "a", "a,b", "a,b")]
    [InlineData("another order", "a,b", "b,a", "b,a")]
    [InlineData("the first lines", "", "a,b", "a,b")]
    public void Lines_that_only_became_fewer_are_no_news(string what, string told, string read, string expected) =>
        Assert.True(LogNews.Of(Split(told), Split(read)).SequenceEqual(Split(expected)), what);

    [Fact]
    public void A_status_keeps_the_lines_of_the_same_trouble_alone()
    {
        var observed = Observed.Ready() with { Api = Observed.Api(0) };
        var finding = new Finding("api", FindingCodes.ReadinessFailing, "It is not ready.") { LogTail = Split("a,b") };
        observed.Stack.Status = StatusBuilder.Build(observed, [finding], Now);

        Assert.Equal(Split("a,b"), StatusBuilder.Build(observed, [finding with { LogTail = Split("b") }], Now).Diagnosis!.LogTail);
        Assert.Equal(Split("b,c"), StatusBuilder.Build(observed, [finding with { LogTail = Split("b,c") }], Now).Diagnosis!.LogTail);
        Assert.Equal(Split("b"), StatusBuilder.Build(observed, [finding with { Message = "It answers 404.", LogTail = Split("b") }], Now).Diagnosis!.LogTail);
    }

    private static string[] Split(string lines) => lines.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
