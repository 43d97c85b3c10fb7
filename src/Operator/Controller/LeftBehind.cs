using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Queue;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Looks once, when this process begins to work, for data whose stack went while no operator worked: ends a removal that another has begun,
/// and tells of the rest.
/// </summary>
internal sealed partial class LeftBehind(
    Informer<V1Alpha1MiniStack> stacks,
    Informer<V1PersistentVolumeClaim> claims,
    Informer<V1Secret> secrets,
    ApiClient client,
    StackDeparture departure,
    ILogger<LeftBehind> logger) : BackgroundService
{
    private const int AtOnce = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var informer in new IInformer[] { stacks, claims, secrets })
        {
            await informer.WaitForSyncAsync(stoppingToken);
        }

        // What is to be waited for comes last.
        await Parallel.ForEachAsync(
            Find().OrderBy(each => each.IsDoomed),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
            async (each, token) => await RetryAsync(() => LookAsync(each.Stack, each.IsDoomed, token), each.Stack, token));
    }

    /// <summary>Each with its name, namespace and UID alone.</summary>
    private List<(V1Alpha1MiniStack Stack, bool IsDoomed)> Find() =>
    [
        .. claims.Store.Keys.Select(key => claims.Store.Find(key)?.ReadMetadata())
            .Concat(secrets.Store.Keys.Select(key => secrets.Store.Find(key)?.ReadMetadata()))
            .OfType<V1ObjectMeta>()
            .Select(kept => (Kept: kept, Stack: StackOf(kept)))
            .Where(each => each.Stack is { } stack
                && (KeptRules.IsDoomed(each.Kept) || stacks.Store.Find(ChildApplier.KeyOf(stack)) is null))
            .GroupBy(each => (each.Stack!.Metadata.NamespaceProperty, each.Stack.Metadata.Name, each.Stack.Metadata.Uid))
            .Select(each => (each.First().Stack!, each.Any(one => KeptRules.IsDoomed(one.Kept)))),
    ];

    private static V1Alpha1MiniStack? StackOf(V1ObjectMeta kept) =>
        kept.Annotations is { } annotations && annotations.TryGetValue(Annotations.StackUid, out var uid)
        && kept.Labels is { } labels && labels.TryGetValue(Labels.Stack, out var name)
            ? new V1Alpha1MiniStack { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = kept.NamespaceProperty, Uid = uid } }
            : null;

    /// <returns>When to look again; null for never.</returns>
    private async Task<TimeSpan?> LookAsync(V1Alpha1MiniStack stack, bool isDoomed, CancellationToken cancellationToken)
    {
        var live = await client.GetAsync(ResourceTypes.MiniStack, ChildApplier.KeyOf(stack), cancellationToken);
        if (live?.Metadata.Uid == stack.Metadata.Uid)
        {
            return null;
        }

        if (isDoomed)
        {
            stack.Spec.DeletionPolicy = DeletionPolicy.Delete;
            return (await departure.DeletedAsync(stack, cancellationToken)).RequeueAfter;
        }

        if (live is null)
        {
            await departure.VanishedAsync(stack, cancellationToken);
        }

        return null;
    }

    private async Task RetryAsync(Func<Task<TimeSpan?>> look, V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        TimeSpan? again;
        do
        {
            try
            {
                again = await look();
            }
            catch (InvalidNameException)
            {
                // Somebody else's label: no stack can have that name.
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                again = backoff.Next();
                LogFailed(ChildApplier.KeyOf(stack), exception.Message, again.Value.TotalSeconds);
            }

            await Task.Delay(again ?? TimeSpan.Zero, cancellationToken);
        }
        while (again is not null);
    }

    [LoggerMessage(LogLevel.Warning, "Failed to look for what MiniStack {Key} left behind: {Reason} Retrying in {Seconds:0.0} s")]
    private partial void LogFailed(ObjectKey key, string reason, double seconds);
}
