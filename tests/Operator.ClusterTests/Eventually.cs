namespace MiniStack.Operator.ClusterTests;

/// <summary>Waits on a condition, with a deadline so far off that only what never happens meets it.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="describe">What was seen instead: the end of the failure's sentence.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> describe, TimeSpan? patience = null)
    {
        var deadline = DateTime.UtcNow + (patience ?? Patience);
        while (!await condition())
        {
            if (DateTime.UtcNow > deadline)
            {
                Assert.Fail($"After {(patience ?? Patience).TotalSeconds} s {describe()}");
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
