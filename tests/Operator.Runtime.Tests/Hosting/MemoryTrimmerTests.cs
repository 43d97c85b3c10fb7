using MiniStack.Operator.Runtime.Hosting;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

public sealed class MemoryTrimmerTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(100, 99, 0, true)]
    [InlineData(100, 90, 0, false)]
    [InlineData(107, 106, 100, false)]
    [InlineData(130, 129, 100, true)]
    public void Memory_is_given_back_once_work_is_over(long allocated, long before, long trimmed, bool due) =>
        Assert.Equal(due, MemoryTrimmer.IsDue(allocated * MiB, before * MiB, trimmed * MiB));
}
