using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
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
    EvidenceReader evidenceReader,
    Applier applier,
    EventPublisher events,
    TimeProvider time,
    ILogger<MiniStackController> logger) : IEntityController<V1Alpha1MiniStack>
{
    /// <summary>How soon a stack that is not ready is looked at again, though nothing that is watched has changed.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The last status that was written. A pass may be faster than the watch, and see in the stack one from before that: to be told by it that
    /// nothing has changed would leave what was written last, with nothing to have it looked at again.
    /// </summary>
    private readonly ConcurrentDictionary<ObjectKey, UInt128> _told = new();

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> ReconcileAsync(
        V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
        {
            // The garbage collector takes the children that have an owner reference; the data stays, or is the finalizer's.
            return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
        }

        var isPaused = StackAnnotations.IsPaused(entity);
        var pass = new PassResult(observer.Observe(entity), []);
        if (!isPaused)
        {
            pass = await ApplyAsync(pass.Observed, cancellationToken);
        }

        var observed = pass.Observed;
        var evidenceDueIn = EvidenceRules.DueIn(observed, Now());
        if (evidenceDueIn == TimeSpan.Zero)
        {
            observed = observed with { Evidence = await evidenceReader.ReadAsync(observed, cancellationToken) };
        }

        var diagnosis = StackDiagnosis.Diagnose(observed, pass.Findings, Now());
        var status = StatusBuilder.Build(observed, diagnosis.Findings, Now());
        await WriteStatusAsync(entity, status, cancellationToken);
        return isPaused || StatusBuilder.IsReady(status)
            ? ReconciliationResult<V1Alpha1MiniStack>.Success(entity)
            : ReconciliationResult<V1Alpha1MiniStack>.Success(entity, Earliest(LookAgain, evidenceDueIn, diagnosis.Pending));
    }

    /// <summary>Not at once: what is due was done in this pass.</summary>
    private static TimeSpan Earliest(TimeSpan latest, params IEnumerable<TimeSpan?> others) =>
        others.OfType<TimeSpan>().Where(each => each > TimeSpan.Zero).Append(latest).Min();

    public Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        _told.TryRemove(key, out _);
        LogDeleted(key);
        return Task.CompletedTask;
    }

    private async Task<PassResult> ApplyAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        try
        {
            Validate(observed.Stack);
            return await stackApplier.ApplyAsync(observed, cancellationToken);
        }
        catch (FindingException exception)
        {
            return new PassResult(observed, [exception.Finding]);
        }
        catch (InvalidNameException exception)
        {
            return new PassResult(observed, [new Finding("stack", FindingCodes.InvalidSpec, exception.Message)]);
        }
    }

    private static void Validate(V1Alpha1MiniStack stack)
    {
        var violations = SpecValidator.Validate(stack);
        if (violations.Count > 0)
        {
            throw new FindingException(new Finding("stack", FindingCodes.InvalidSpec, string.Join(' ', violations)));
        }
    }

    private async Task WriteStatusAsync(V1Alpha1MiniStack stack, MiniStackStatus status, CancellationToken cancellationToken)
    {
        var (key, hash) = (ChildApplier.KeyOf(stack), HashOf(status));
        if (stack.Status is { } known && HashOf(known) == hash && _told.GetValueOrDefault(key, hash) == hash)
        {
            return;
        }

        _told[key] = hash;
        await applier.ApplyStatusAsync(
            ResourceTypes.MiniStack, key, status, CoreJson.Default.MiniStackStatus, cancellationToken);
        if (Announcement.Of(stack.Status, status, Now()) is { } news)
        {
            LogStatus(stack.Metadata.NamespaceProperty, stack.Metadata.Name, news.Reason, news.Message);
            await events.PublishAsync(
                stack, news.IsWarning ? EventType.Warning : EventType.Normal, news.Reason, news.Message, cancellationToken);
        }
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
