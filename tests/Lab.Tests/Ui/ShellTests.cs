using MiniStack.Lab.Ui;

namespace MiniStack.Lab.Tests.Ui;

public sealed class ShellTests
{
    [Theory]
    [InlineData("/home/me/ministack/lab", "/home/me/ministack/lab")]
    [InlineData("/home/me/my code/lab", "'/home/me/my code/lab'")]
    [InlineData("/home/o'hara/lab", @"'/home/o'\''hara/lab'")]
    public void Word_is_quoted_where_a_shell_would_take_it_apart(string text, string word) => Assert.Equal(word, Shell.Quote(text));
}
