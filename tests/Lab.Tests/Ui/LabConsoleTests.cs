using MiniStack.Lab.Ui;

namespace MiniStack.Lab.Tests.Ui;

public sealed class LabConsoleTests
{
    [Theory]
    [InlineData(false, "TERM=xterm", true)]
    [InlineData(true, "TERM=xterm", false)]
    [InlineData(false, "TERM=xterm NO_COLOR=1", false)]
    [InlineData(false, "TERM=xterm CI=true", false)]
    [InlineData(false, "TERM=dumb", false)]
    [InlineData(false, "", false)]
    public void Live_display_is_for_terminals_that_want_it(bool isRedirected, string environment, bool expected)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(expected, LabConsole.IsInteractive(isRedirected, name => variables.GetValueOrDefault(name)));
    }
}
