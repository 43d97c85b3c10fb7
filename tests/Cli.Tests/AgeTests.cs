namespace MiniStack.Cli.Tests;

public sealed class AgeTests
{
    [Theory]
    [InlineData("0:00:00:05", "5s")]
    [InlineData("0:00:01:59", "119s")]
    [InlineData("0:00:02:00", "2m")]
    [InlineData("0:00:05:30", "5m30s")]
    [InlineData("0:00:45:30", "45m")]
    [InlineData("0:03:20:00", "3h20m")]
    [InlineData("0:09:20:00", "9h")]
    [InlineData("3:04:00:00", "3d4h")]
    [InlineData("30:04:00:00", "30d")]
    [InlineData("800:00:00:00", "2y70d")]
    public void An_age_is_written_as_kubectl_writes_it(string age, string expected)
    {
        var now = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

        Assert.Equal(expected, Age.Since(now - TimeSpan.Parse(age, System.Globalization.CultureInfo.InvariantCulture), now));
    }
}
