using MiniStack.Operator.Runtime.Hosting;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

public sealed class MemoryTrimmerTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData("work is over", 100, 99, 0, 5, 5, true)]
    [InlineData("work goes on", 100, 80, 0, 5, 55, false)]
    [InlineData("work goes on and on", 100, 80, 0, 5, 60, true)]
    [InlineData("work goes on and on, beside much that is in use", 100, 80, 40, 80, 600, false)]
    [InlineData("nothing much has happened since", 107, 106, 100, 5, 600, false)]
    [InlineData("a little work goes on all the time", 130, 126, 120, 5, 5, true)]
    [InlineData("a collection would cost more than it gains", 130, 126, 120, 40, 600, false)]
    [InlineData("much is in use, and as much was allocated", 170, 166, 120, 40, 5, true)]
    public void Memory_is_given_back_once_it_is_worth_it(string what, long allocated, long before, long trimmed, long left, int since, bool due) =>
        Assert.True(due == MemoryTrimmer.IsDue(allocated * MiB, before * MiB, trimmed * MiB, left * MiB, TimeSpan.FromSeconds(since)), what);
}
