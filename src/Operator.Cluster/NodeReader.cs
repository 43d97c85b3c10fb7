using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

/// <summary>
/// Reads the nodes' labels and taints, where the reader has the right to: it is optional, so what was refused is no news and is not asked for
/// again soon. Stacks that ask within some seconds share one answer.
/// </summary>
public sealed class NodeReader(ApiClient client, TimeProvider time)
{
    /// <summary>A cluster with more nodes is read in part: the taints of these tell enough.</summary>
    private const int Most = 100;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RefusalLasts = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();

    private Task<IReadOnlyList<ObservedNode>>? _answer;

    private DateTimeOffset _freshUntil;

    /// <returns>None where the right is lacking.</returns>
    /// <exception cref="ApiException">The server is in trouble.</exception>
    public Task<IReadOnlyList<ObservedNode>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_answer is null || time.GetUtcNow() >= _freshUntil)
            {
                _freshUntil = time.GetUtcNow() + Freshness;
                _answer = AskAsync();
            }

            return _answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ObservedNode>> AskAsync()
    {
        // Without the caller's token: others wait for the same answer.
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var page = await client.ListAsync(ResourceTypes.Node, null, null, Most, null, deadline.Token);
            return [.. page.Items.Select(Read)];
        }
        catch (ApiException exception) when (exception.Reason == "Forbidden")
        {
            lock (_lock)
            {
                _freshUntil = time.GetUtcNow() + RefusalLasts;
            }

            return [];
        }
    }

    private static ObservedNode Read(NodeFacts node) => new(
        node.Metadata.Name,
        new Dictionary<string, string>(node.Metadata.Labels ?? new Dictionary<string, string>()),
        [.. node.Spec?.Taints ?? []]);
}
