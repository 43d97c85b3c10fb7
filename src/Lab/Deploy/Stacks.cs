using System.Globalization;

namespace MiniStack.Lab.Deploy;

/// <summary>The MiniStacks of a cluster.</summary>
public sealed class Stacks(Kubectl kubectl, TimeProvider time)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    public async Task<IReadOnlyList<StackStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var stacks = await kubectl.ListAsync(cancellationToken, "ministacks.ministack.dev", "--all-namespaces");
        return [.. stacks.Select(StackStatus.Parse)];
    }

    /// <summary>Waits for Ready and reports what the status says meanwhile.</summary>
    /// <exception cref="LabException">Not Ready within five minutes, with the status's own diagnosis.</exception>
    public async Task WaitUntilReadyAsync(string @namespace, string name, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var stack = await kubectl.FindAsync(cancellationToken, "-n", @namespace, "ministacks.ministack.dev", name)
                ?? throw new LabException($"The MiniStack {name} in namespace {@namespace} was deleted while it was awaited.");
            var status = StackStatus.Parse(stack);
            progress.Report(status.Summary);
            if (status.IsReady)
                return;
            if (time.GetElapsedTime(started) > ReadyTimeout)
            {
                throw new LabException(
                    $"The MiniStack {name} did not get Ready within {ReadyTimeout.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes "
                    + $"({status.Summary}); see `./lab kubectl describe ministack {name}`.",
                    status.LogTail);
            }
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Restarts every stack that runs one of these images, and returns their names.</summary>
    public async Task<IReadOnlyList<string>> RestartUsersOfAsync(IEnumerable<string> images, CancellationToken cancellationToken)
    {
        var normalized = images.Select(ImageReference.Normalize).ToHashSet();
        var users = (await ListAsync(cancellationToken)).Where(stack => Uses(stack, normalized)).ToList();
        foreach (var stack in users)
        {
            var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            await kubectl.RunAsync(
                cancellationToken, "-n", stack.Namespace, "annotate", "--overwrite", "ministacks.ministack.dev", stack.Name,
                $"ministack.dev/restartedAt={now}");
        }
        return [.. users.Select(stack => $"{stack.Namespace}/{stack.Name}")];
    }

    public static bool Uses(StackStatus stack, IReadOnlySet<string> normalizedImages) =>
        normalizedImages.Contains(ImageReference.Normalize(stack.ApiImage))
        || normalizedImages.Contains(ImageReference.Normalize(stack.DatabaseImage));
}
