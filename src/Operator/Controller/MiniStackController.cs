using System.Buffers.Binary;
using System.Collections.Concurrent;
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
    MigratedImageReader migratedImages,
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
    /// nothing has changed would leave what was written last, with nothing to have it looked at again. By the stack's UID, as all that is
    /// remembered: one that is recreated has nothing of its predecessor's.
    /// </summary>
    private readonly ConcurrentDictionary<string, UInt128> _told = new();

    /// <summary>By the stack's UID, the steps that failed at its last pass.</summary>
    private readonly ConcurrentDictionary<string, LastingFailures> _failing = new();

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> ReconcileAsync(
        V1Alpha1MiniStack entity, Obstacle? obstacle, CancellationToken cancellationToken)
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
        if (obstacle is not null)
        {
            steps.Fail("stack", WhatIs(obstacle, entity), obstacle.Cause);
        }

        try
        {
            // What a predecessor left is still to be removed: to apply would take it over.
            observed = isPaused || obstacle is { IsOfPredecessor: true } ? observed : await ApplyAsync(observed, steps, cancellationToken);
        }
        catch (StackLeavingException)
        {
            return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
        }

        observed = observed with
        {
            FormerDatabase = before.Database,
            FormerApi = before.Api,
            FormerPasswords = passwords.Remember(entity.Metadata.Uid, before, observed),
        };
        var failures = LastingFailures.Of(_failing.GetValueOrDefault(entity.Metadata.Uid), steps.Failed, time.GetUtcNow());
        _failing[entity.Metadata.Uid] = failures;
        var (note, noteDueIn) = AutoscaleRules.Judge(observed, Now());
        if (note is not null)
        {
            observed = observed with { Notes = [.. observed.Notes, note] };
        }

        observed = isPaused ? observed : await migratedImages.ReadAsync(observed, cancellationToken);
        var looked = await DiagnoseAsync(observed, [.. steps.Findings, .. failures.Findings], steps, cancellationToken);
        if (Unapplied(entity, steps) is { } unapplied)
        {
            observed = observed with { UnderWay = observed.UnderWay ?? unapplied };
        }

        var status = StatusBuilder.Build(observed, looked.Findings, Now());
        if (!await WriteStatusAsync(entity, status, cancellationToken))
        {
            return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
        }

        var again = Sooner(noteDueIn, isPaused || StatusBuilder.IsAtRest(status) ? null : looked.AgainIn);

        // The status is told by now: what failed is for the queue to back off from.
        return steps.Failed.OrderBy(each => each.IsConflict).FirstOrDefault() is { } worst
            ? ReconciliationResult<V1Alpha1MiniStack>.Failure(entity, worst.Cause.Message, worst.Cause, again)
            : ReconciliationResult<V1Alpha1MiniStack>.Success(entity, again);
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private static string WhatIs(Obstacle obstacle, V1Alpha1MiniStack stack) => obstacle.IsOfPredecessor
        ? $"the removal of what the former MiniStack {stack.Metadata.Name} left"
        : $"the finalizer of MiniStack {stack.Metadata.Name}";

    /// <summary>A diagnosis that fails costs what it would have told, not the status.</summary>
    private async Task<Looked> DiagnoseAsync(
        ObservedStack observed, IReadOnlyList<Finding> known, Steps steps, CancellationToken cancellationToken)
    {
        try
        {
            return await looks.DiagnoseAsync(observed, known, Now(), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            const string what = "the diagnosis";
            steps.Fail("stack", what, exception);
            return new Looked([.. known, StepFailure.Bug("stack", what, exception.GetType().Name)], null);
        }
    }

    /// <returns>What a spec is not wholly applied for, as a sentence; null where it is, or was before something had to be put right.</returns>
    private static string? Unapplied(V1Alpha1MiniStack stack, Steps steps)
    {
        if (steps.Leaving is { } leaving)
        {
            return $"Waiting for {leaving}, which is being deleted.";
        }

        var wasApplied = stack.Status is { } status && status.ObservedGeneration == stack.Metadata.Generation && StatusBuilder.IsReady(status);
        return steps.Failed is [var first, ..] && !wasApplied ? $"Trying again: {first.What}." : null;
    }

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> DeletedAsync(V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        Forget(entity.Metadata.Uid);
        var result = await departure.DeletedAsync(entity, cancellationToken);
        if (result.RequeueAfter is null)
        {
            LogDeleted(ChildApplier.KeyOf(entity));
        }

        return result;
    }

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> VanishedAsync(V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        Forget(entity.Metadata.Uid);
        await departure.VanishedAsync(entity, cancellationToken);
        LogDeleted(ChildApplier.KeyOf(entity));
        return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
    }

    private void Forget(string uid)
    {
        _told.TryRemove(uid, out _);
        _failing.TryRemove(uid, out _);
        looks.Forget(uid);
        passwords.Forget(uid);
        migratedImages.Forget(uid);
        children.Forget(uid);
        config.Forget(uid);
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
        if (stack.Status is { } known && HashOf(known) == hash && _told.GetValueOrDefault(stack.Metadata.Uid, hash) == hash)
        {
            return true;
        }

        if (Alarm.IsRaised(stack.Status, status) && await presence.IsLeavingAsync(stack, cancellationToken))
        {
            return false;
        }

        _told[stack.Metadata.Uid] = hash;
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
