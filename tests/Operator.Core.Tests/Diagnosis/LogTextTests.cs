using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class LogTextTests
{
    [Fact]
    public void Last_lines_are_shown_as_a_terminal_would_show_them() => Assert.Equal(
        ["ERROR: no model", "Downloading: 100%", "\tat main"],
        LogText.Tail("\u001b[1;31mERROR\u001b[0m: no model\u0007\r\nDownloading:  10%\rDownloading: 100%\r\n\n\u001b[0m\n\tat main\n"));

    [Fact]
    public void No_more_than_a_few_lines_are_shown_of_any_length()
    {
        var tail = LogText.Tail(string.Join('\n', Enumerable.Range(0, 9).Select(i => new string((char)('a' + i), 3000))));

        Assert.Equal("efghi", string.Concat(tail.Select(line => line[0])));
        Assert.All(tail, line => Assert.Equal(400, line.Length));
    }

    [Theory]
    [InlineData("web    | Traceback (most recent call last):\nweb    |   File \"/app/a.py\", line 3\nworker | ready\nweb    | ValueError: no", "Traceback (most recent call last):|  File \"/app/a.py\", line 3|worker | ready|ValueError: no")]
    [InlineData("[ERROR] Traceback (most recent call last):\n[ERROR] ValueError: no", "[ERROR] Traceback (most recent call last):|[ERROR] ValueError: no")]
    [InlineData("[web] ready\n[web] stopped", "[web] ready|[web] stopped")]
    public void The_name_of_a_program_before_its_exception_is_left_out(string text, string lines) => Assert.Equal(lines, string.Join('|', LogText.Lines(text)));
}
