namespace MiniStack.Lab.Providers;

public static class ProgressExtensions
{
    /// <summary>Runs one phase: reports its start, the details it reports itself, and its end or failure.</summary>
    public static Task PhaseAsync(this IProgress<ProgressEvent> progress, string phase, Func<IProgress<string>, Task> action) =>
        progress.PhaseAsync(phase, async detail =>
        {
            await action(detail);
            return null;
        });

    /// <summary>As the other, for an action that ends with its result in a few words.</summary>
    public static async Task PhaseAsync(this IProgress<ProgressEvent> progress, string phase, Func<IProgress<string>, Task<string?>> action)
    {
        string? result;
        progress.Report(new(phase, ProgressState.Running));
        try
        {
            result = await action(new DetailProgress(progress, phase));
        }
        catch
        {
            progress.Report(new(phase, ProgressState.Failed));
            throw;
        }
        progress.Report(new(phase, ProgressState.Done, result));
    }

    private sealed class DetailProgress(IProgress<ProgressEvent> progress, string phase) : IProgress<string>
    {
        public void Report(string value) => progress.Report(new(phase, ProgressState.Running, value));
    }
}
