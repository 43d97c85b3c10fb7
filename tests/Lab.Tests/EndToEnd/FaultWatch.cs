using System.Diagnostics;
using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>
/// One fault of a stack, from the moment the cluster itself reports it until its diagnosis is gone. The seconds are told in the test's output,
/// not asserted.
/// </summary>
/// <param name="stack">The stack with the fault.</param>
/// <param name="fault">Its name in the output.</param>
internal sealed class FaultWatch(TestStack stack, string fault)
{
    private string _told = "";

    /// <summary>Waits until the cluster reports the fault, then until the stack says so by this code.</summary>
    /// <param name="isReported">Whether the kubelet, or a controller, has said it.</param>
    /// <param name="component">Whose fault it is.</param>
    /// <param name="code">Of the diagnosis.</param>
    public async Task<Diagnosed> DiagnoseAsync(Func<Task<bool>> isReported, string component, string code)
    {
        await Eventually.IsTrueAsync($"the cluster reports {fault}", TestStack.ReadyDeadline, isReported);
        var sinceReport = Stopwatch.StartNew();
        var seen = await Eventually.IsAsync(
            $"{fault} is diagnosed as {code}", TestStack.ShortDeadline, SeeAsync,
            status => status.Diagnosis?.Code == code && status.Diagnosis.Component == component);
        var diagnosis = seen.Diagnosis!;
        _told = $"{Seconds(sinceReport)} to \"{code}: {diagnosis.Message}\"";
        Assert.Equal(("False", code), (seen.Ready?.TextAt("status"), seen.Ready?.TextAt("reason")));
        Assert.NotEmpty(diagnosis.Message);
        Assert.NotEmpty(diagnosis.Hint);
        return diagnosis;
    }

    /// <summary>
    /// Waits until the lines that are shown have these words. The operator may have looked while the node was still copying one of the streams
    /// of a program that has ended; it looks again.
    /// </summary>
    public async Task ShowsAsync(params string[] words) =>
        await Eventually.IsAsync(
            $"the diagnosis of {fault} shows {string.Join(" and ", words)}", TestStack.ShortDeadline,
            async () => string.Join('\n', (await SeeAsync()).Diagnosis?.LogTail ?? []),
            shown => words.All(each => shown.Contains(each, StringComparison.Ordinal)));

    /// <summary>Mends the fault and waits until the stack is Ready without a diagnosis.</summary>
    public async Task MendAsync(Func<Task> mend)
    {
        await mend();
        var sinceMend = Stopwatch.StartNew();
        await stack.WaitUntilReadyAsync();
        await Eventually.IsAsync($"no diagnosis of {fault} is left", TestStack.ShortDeadline, SeeAsync, status => status.Diagnosis is null);
        TestContext.Current.TestOutputHelper!.WriteLine($"diagnosis: {fault}: {_told}, {Seconds(sinceMend)} to clear");
    }

    private async Task<(JsonElement? Ready, Diagnosed? Diagnosis)> SeeAsync()
    {
        var seen = await stack.StackAsync();
        return (seen.Condition("Ready"), Diagnosed.Of(seen));
    }

    private static string Seconds(Stopwatch watch) => FormattableString.Invariant($"{watch.Elapsed.TotalSeconds:0.0} s");
}
