using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;

namespace MiniStack.Operator.Controller;

/// <summary>Applies the API and what belongs to it.</summary>
internal sealed class ApiApplier(
    ClusterConnection connection, ChildApplier children, ReplicaPatcher replicas, ConfigReader config)
{
    private const string Api = Labels.ApiComponent;

    /// <exception cref="FindingException">The pass cannot go on; what was applied before stays.</exception>
    public async Task<PassResult> ApplyAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        await children.EnsureAsync(stack, Api, ResourceTypes.ServiceAccount, ApiServiceAccount.Build(stack), cancellationToken);
        await children.EnsureAsync(stack, Api, ResourceTypes.Service, ApiService.Build(stack), cancellationToken);
        observed = observed with
        {
            Ingress = await children.ApplyOrRemoveAsync(
                stack, Api, ResourceTypes.Ingress, Names.Api(stack.Metadata.Name), ApiIngress.Build(stack), observed.Ingress, cancellationToken),
        };
        if (observed is not { DatabaseSecret: { } secret, Credentials: { } credentials })
        {
            return new PassResult(observed, []);
        }

        observed = observed with
        {
            // A Deployment taken for missing would have the migration run again.
            Api = observed.Api ?? await children.FindOursAsync(
                stack, ResourceTypes.Deployment, Names.Api(stack.Metadata.Name), cancellationToken, isSure: stack.Spec.Api.Migrate is not null),
        };
        var hash = ConfigHash.Of(credentials, secret, await config.ReadAsync(stack, cancellationToken));
        var plan = ApiPlan.Decide(observed, hash, Capabilities);
        if (plan.Step == ApiStep.Wait)
        {
            return new PassResult(observed, []);
        }

        observed = observed with
        {
            MigrationJob = await AdvanceMigrationAsync(observed, plan, cancellationToken),
            Api = await ApplyDeploymentAsync(observed, plan, cancellationToken),
            UnderWay = observed.UnderWay ?? UnderWay(observed, plan),
        };
        IReadOnlyList<Finding> findings = plan.Finding is { } finding ? [finding] : [];
        if (ResourceTypes.HorizontalPodAutoscaler(connection.Discovery) is { } type)
        {
            observed = observed with
            {
                Autoscaler = await children.ApplyOrRemoveAsync(
                    stack, Api, type, Names.Api(stack.Metadata.Name), ApiHorizontalPodAutoscaler.Build(stack), observed.Autoscaler, cancellationToken),
            };
        }
        else if (stack.Spec.Api.Autoscale is not null)
        {
            findings = [.. findings, MissingKind.ForAutoscale];
        }

        return new PassResult(await ApplyDisruptionBudgetAsync(observed, cancellationToken), findings);
    }

    private ClusterCapabilities Capabilities => CapabilityRules.Derive(connection.Discovery);

    private async Task<V1Job?> AdvanceMigrationAsync(ObservedStack observed, ApiPlan plan, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        if (stack.Spec.Api.Migrate is null)
        {
            await children.RemoveAsync(ResourceTypes.Job, observed.MigrationJob, DeletionPropagation.Background, cancellationToken);
            return null;
        }

        if (stack.Spec.Suspend && observed.MigrationJob is { } pointless && JobRules.StateOf(pointless) != JobState.Complete)
        {
            // It would fail for want of a database; on resume it is made anew.
            await children.RemoveAsync(ResourceTypes.Job, pointless, DeletionPropagation.Foreground, cancellationToken);
            return null;
        }

        if (plan.Step != ApiStep.Migrate)
        {
            return observed.MigrationJob;
        }

        if (observed.MigrationJob is { } outdated)
        {
            // Gone with its pods before the next one starts: two migrations never run at once.
            await children.RemoveAsync(ResourceTypes.Job, outdated, DeletionPropagation.Foreground, cancellationToken);
            return null;
        }

        return await children.ApplyAsync(stack, Api, ResourceTypes.Job, ApiMigrationJob.Build(stack)!, cancellationToken);
    }

    private async Task<V1Deployment?> ApplyDeploymentAsync(ObservedStack observed, ApiPlan plan, CancellationToken cancellationToken)
    {
        var live = observed.Api;
        if (plan.Rollout is not { } rollout)
        {
            return live is null
                ? null
                : await replicas.PatchAsync(
                    ResourceTypes.Deployment, live, live.Spec.Replicas, plan.Replicas.Count, cancellationToken);
        }

        if (plan.Replicas.Handover is { } count)
        {
            live = await replicas.HandOverAsync(ResourceTypes.Deployment, live!, count, cancellationToken);
        }

        var desired = ApiDeployment.Build(observed.Stack, rollout);
        return await children.ApplyAsync(observed.Stack, Api, ResourceTypes.Deployment, desired, cancellationToken, live);
    }

    private async Task<ObservedStack> ApplyDisruptionBudgetAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var budget = ApiPodDisruptionBudget.Build(observed.Stack, Capabilities);
        if (ResourceTypes.PodDisruptionBudget(connection.Discovery) is not { } type)
        {
            return observed with { Note = budget is null ? null : MissingKind.WithoutDisruptionBudget };
        }

        return observed with
        {
            DisruptionBudget = await children.ApplyOrRemoveAsync(
                observed.Stack, Api, type, Names.Api(observed.Stack.Metadata.Name), budget, observed.DisruptionBudget, cancellationToken),
        };
    }

    private static string? UnderWay(ObservedStack observed, ApiPlan plan) =>
        observed.Stack.Spec is { Api.Migrate: not null, Suspend: false } && plan is { Rollout: null, Finding: null }
            ? $"Job {Names.ApiMigration(observed.Stack.Metadata.Name)} runs before the new version of the API."
            : null;
}
