using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Has a Job create the extensions that the spec names, and writes down on the volume claim that it did.</summary>
internal sealed class ExtensionsChange(ChildApplier children)
{
    public async Task<ObservedStack> AdvanceAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var (stack, job) = (observed.Stack, observed.ExtensionsJob);
        if (!observed.AreExtensionsDue || observed.Volume is not { } volume)
        {
            await children.RemoveAsync(ResourceTypes.Job, job, DeletionPropagation.Background, cancellationToken);
            return observed;
        }

        var target = DatabaseExtensionsJob.Target(stack)!;
        if (job is not null && (!JobRules.IsFor(job, target) || JobRules.StateOf(job) == JobState.Complete))
        {
            var claim = JobRules.IsFor(job, target)
                ? await children.ApplyAsync(
                    stack,
                    Labels.DatabaseComponent,
                    ResourceTypes.PersistentVolumeClaim,
                    DatabaseVolumeClaim.Build(stack, volume, extensions: target),
                    steps,
                    cancellationToken,
                    volume)
                : volume;
            await children.RemoveAsync(ResourceTypes.Job, job, DeletionPropagation.Background, cancellationToken);
            observed = observed with { Volume = claim };
        }
        else if (job is null && observed.IsDatabaseReady)
        {
            job = await children.ApplyAsync(
                stack, Labels.DatabaseComponent, ResourceTypes.Job, DatabaseExtensionsJob.Build(stack, target), steps, cancellationToken);
            observed = observed with { ExtensionsJob = job };
        }

        return observed.AreExtensionsDue && !stack.Spec.Suspend
            ? observed with { UnderWay = observed.UnderWay ?? $"Job {Names.DatabaseExtensions(stack.Metadata.Name)} creates the extensions of spec.database.extensions." }
            : observed;
    }
}
