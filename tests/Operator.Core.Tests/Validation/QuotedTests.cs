using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Validation;

public sealed class QuotedTests
{
    /// <summary>An API server repeats a user's value in its refusal as it stands.</summary>
    [Fact]
    public void What_somebody_else_says_is_one_line_that_steers_no_terminal() => Assert.Equal(
        @"Invalid value: {crown :\u001b[2J cr\u0000wn}, „корона“", Quoted.Line("Invalid value: {crown\n:\u001b[2J cr\0wn}, „корона“"));
}
