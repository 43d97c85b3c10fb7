using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Configuration;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Validation;
using MiniStack.Operator.Runtime.Applying;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Events;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.Controller;

/// <summary>Observes, applies, diagnoses and writes the status of one MiniStack.</summary>
internal sealed partial class MiniStackController(
    StackObserver observer,
    StackApplier stackApplier,
    ChildApplier children,
    ConfigReader config,
    StackLooks looks,
    PasswordMemory passwords,
    Applier applier,
    EventPublisher events,
    StackPresence presence,
    StackDeparture departure,
    OperatorOptions options,
    TimeProvider time,
    ILogger<MiniStackController> logger) : IEntityController<V1Alpha1MiniStack>
{
    /// <summary>
    /// The last status that was written. A pass may be faster than the watch, and see in the stack one from before that: to be told by it that
    /// nothing has changed would leave what was written last, with nothing to have it looked at again.
    /// </summary>
    private readonly ConcurrentDictionary<ObjectKey, UInt128> _told = new();

    /// <summary>Since when no pass of a stack has got through.</summary>
    private readonly ConcurrentDictionary<ObjectKey, DateTimeOffset> _failingSince = new();

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> ReconcileAsync(
        V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
        {
            // The garbage collector takes the children that have an owner reference; the data stays, or is the finalizer's.
            return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
        }

        var isPaused = StackAnnotations.IsPaused(entity);
        var steps = new Steps();
        var before = observer.Observe(entity);
        var observed = before;
        try
        {
            observed = isPaused ? observed : await ApplyAsync(observed, steps, cancellationToken);
        }
        catch (StackLeavingException)
        {
            return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
        }

        observed = observed with
        {
            FormerDatabase = before.Database,
            FormerApi = before.Api,
            FormerPasswords = passwords.Remember(ChildApplier.KeyOf(entity), before, observed),
        };
        var looked = await looks.DiagnoseAsync(observed, [.. steps.Findings, .. LastingFailures(entity, steps)], Now(), cancellationToken);
        if (Unapplied(entity, steps) is { } unapplied)
        {
            observed = observed with { UnderWay = observed.UnderWay ?? unapplied };
        }

        var status = StatusBuilder.Build(observed, looked.Findings, Now());
        if (!await WriteStatusAsync(entity, status, cancellationToken))
        {
            return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
        }

        RetryFailed(steps);
        return isPaused || StatusBuilder.IsAtRest(status)
            ? ReconciliationResult<V1Alpha1MiniStack>.Success(entity)
            : ReconciliationResult<V1Alpha1MiniStack>.Success(entity, looked.AgainIn);
    }

    /// <summary>What has failed at each try for longer than such things do.</summary>
    private IEnumerable<Finding> LastingFailures(V1Alpha1MiniStack stack, Steps steps)
    {
        var key = ChildApplier.KeyOf(stack);
        if (steps.Failed.Count == 0)
        {
            _failingSince.TryRemove(key, out _);
            return [];
        }

        var lasted = time.GetUtcNow() - _failingSince.GetOrAdd(key, _ => time.GetUtcNow());
        return steps.Failed.Where(each => lasted >= each.Patience).Select(each => each.ToFinding());
    }

    /// <returns>What a spec is not wholly applied for, as a sentence; null where it is, or was before something had to be put right.</returns>
    private static string? Unapplied(V1Alpha1MiniStack stack, Steps steps)
    {
        if (steps.Leaving is { } leaving)
        {
            return $"Waiting for {leaving}, which is being deleted.";
        }

        var wasApplied = stack.Status is { } status && status.ObservedGeneration == stack.Metadata.Generation && StatusBuilder.IsReady(status);
        return steps.Failed is [var first, ..] && !wasApplied ? $"{first.What} is yet to be applied." : null;
    }

    /// <summary>The status is told by now: what failed is for the queue to back off from.</summary>
    private static void RetryFailed(Steps steps)
    {
        if (steps.Failed.OrderBy(each => each.IsConflict).ToList() is [var worst, ..])
        {
            ExceptionDispatchInfo.Throw(worst.Cause);
        }
    }

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> DeletedAsync(V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        Forget(ChildApplier.KeyOf(entity));
        var result = await departure.DeletedAsync(entity, cancellationToken);
        if (result.RequeueAfter is null)
        {
            LogDeleted(ChildApplier.KeyOf(entity));
        }

        return result;
    }

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> VanishedAsync(V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        Forget(ChildApplier.KeyOf(entity));
        await departure.VanishedAsync(entity, cancellationToken);
        LogDeleted(ChildApplier.KeyOf(entity));
        return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
    }

    private void Forget(ObjectKey key)
    {
        _told.TryRemove(key, out _);
        _failingSince.TryRemove(key, out _);
        looks.Forget(key);
        passwords.Forget(key);
        children.Forget(key);
        config.Forget(key);
    }

    private async Task<ObservedStack> ApplyAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        try
        {
            Validate(observed.Stack);
            return await stackApplier.ApplyAsync(observed, steps, cancellationToken);
        }
        catch (FindingException exception)
        {
            steps.Add(exception.Finding);
        }
        catch (Exception exception) when (exception is not StackLeavingException && !cancellationToken.IsCancellationRequested)
        {
            steps.Fail("stack", "the stack's objects", exception);
        }

        return observed;
    }

    private void Validate(V1Alpha1MiniStack stack)
    {
        var problem = SpecValidator.FindProblem(stack)
            ?? (options.PodSecurity == PodSecurityLevel.Privileged ? null : PodSecurityRules.FindProblem(stack));
        if (problem is not null)
        {
            throw new FindingException(problem);
        }
    }

    /// <returns>False where the stack is leaving: nothing is told of it any more, nor need it be looked at again.</returns>
    private async Task<bool> WriteStatusAsync(V1Alpha1MiniStack stack, MiniStackStatus status, CancellationToken cancellationToken)
    {
        var (key, hash) = (ChildApplier.KeyOf(stack), HashOf(status));
        if (stack.Status is { } known && HashOf(known) == hash && _told.GetValueOrDefault(key, hash) == hash)
        {
            return true;
        }

        if (Alarm.IsRaised(stack.Status, status) && await presence.IsLeavingAsync(stack, cancellationToken))
        {
            return false;
        }

        _told[key] = hash;
        try
        {
            await applier.ApplyStatusAsync(
                ResourceTypes.MiniStack, key, status, CoreJson.Default.MiniStackStatus, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            return false;
        }

        if (Announcement.Of(stack.Status, status, Now()) is { } news)
        {
            LogStatus(stack.Metadata.NamespaceProperty, stack.Metadata.Name, news.Reason, news.Message);
            await events.PublishAsync(
                stack, news.IsWarning ? EventType.Warning : EventType.Normal, news.Reason, news.Message, cancellationToken, news.Identity);
        }

        return true;
    }

    private static UInt128 HashOf(MiniStackStatus status) => BinaryPrimitives.ReadUInt128BigEndian(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(status, CoreJson.Default.MiniStackStatus)));

    /// <summary>Whole seconds: what the API server keeps of a condition's time.</summary>
    private DateTime Now()
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    [LoggerMessage(LogLevel.Information, "MiniStack {Namespace}/{Name} is {Reason}: {Detail}")]
    private partial void LogStatus(string @namespace, string name, string reason, string detail);

    [LoggerMessage(LogLevel.Information, "MiniStack {Key} is gone")]
    private partial void LogDeleted(ObjectKey key);
}
