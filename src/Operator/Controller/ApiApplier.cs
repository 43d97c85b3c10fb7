using k8s;
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

    /// <returns>The stack with the API as it is after the steps that got through.</returns>
    public async Task<ObservedStack> ApplyAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        var name = Names.Api(stack.Metadata.Name);
        var hasAccount = await EnsureAsync(ResourceTypes.ServiceAccount, ApiServiceAccount.Build(stack));
        await EnsureAsync(ResourceTypes.Service, ApiService.Build(stack));
        await TryAsync(ResourceTypes.Ingress.Kind, async () => observed = observed with
        {
            Ingress = await ApplyOrRemoveAsync(ResourceTypes.Ingress, ApiIngress.Build(stack), observed.Ingress),
        });
        if (observed is not { DatabaseSecret: not null, Credentials: not null })
        {
            return observed;
        }

        // A Deployment taken for missing would have the migration run again.
        var isKnown = await TryAsync(ResourceTypes.Deployment.Kind, async () => observed = observed with
        {
            Api = observed.Api ?? await children.FindOursAsync(
                stack, ResourceTypes.Deployment, name, cancellationToken, isSure: stack.Spec.Api.Migrate is not null),
        });
        if (!isKnown || !ApiGate.IsOpen(observed))
        {
            return observed;
        }

        if (hasAccount)
        {
            await TryAsync(ResourceTypes.Deployment.Kind, async () => observed = await RollAsync(observed, steps, cancellationToken));
        }

        if (ResourceTypes.HorizontalPodAutoscaler(connection.Discovery) is { } autoscaler)
        {
            await TryAsync(autoscaler.Kind, async () => observed = observed with
            {
                Autoscaler = await ApplyOrRemoveAsync(autoscaler, ApiHorizontalPodAutoscaler.Build(stack), observed.Autoscaler),
            });
        }
        else if (stack.Spec.Api.Autoscale is not null)
        {
            steps.Add(MissingKind.ForAutoscale);
        }

        var budget = ApiPodDisruptionBudget.Build(stack, Capabilities);
        if (ResourceTypes.PodDisruptionBudget(connection.Discovery) is { } type)
        {
            await TryAsync(type.Kind, async () => observed = observed with
            {
                DisruptionBudget = await ApplyOrRemoveAsync(type, budget, observed.DisruptionBudget),
            });
            return observed;
        }

        return budget is null ? observed : observed with { Notes = [.. observed.Notes, MissingKind.WithoutDisruptionBudget] };

        Task<bool> TryAsync(string kind, Func<Task> step) => steps.TryAsync(Api, $"{kind} {name}", step, cancellationToken);

        Task<bool> EnsureAsync<T>(ResourceType<T> resource, T desired)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            children.TryEnsureAsync(stack, Api, resource, desired, steps, cancellationToken);

        Task<T?> ApplyOrRemoveAsync<T>(ResourceType<T> resource, T? desired, T? known)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            children.ApplyOrRemoveAsync(stack, Api, resource, name, desired, known, steps, cancellationToken);
    }

    private async Task<ObservedStack> RollAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var hash = ConfigHash.Of(observed.Credentials!, observed.DatabaseSecret!, await config.ReadAsync(observed.Stack, cancellationToken));
        var plan = ApiPlan.Decide(observed, hash, Capabilities);
        if (plan.Finding is { } finding)
        {
            steps.Add(finding);
        }

        observed = observed with { MigrationJob = await AdvanceMigrationAsync(observed, plan, steps, cancellationToken) };
        return observed with
        {
            Api = await ApplyDeploymentAsync(observed, plan, steps, cancellationToken),
            UnderWay = observed.UnderWay ?? UnderWay(observed, plan),
        };
    }

    private ClusterCapabilities Capabilities => CapabilityRules.Derive(connection.Discovery);

    private async Task<V1Job?> AdvanceMigrationAsync(
        ObservedStack observed, ApiPlan plan, Steps steps, CancellationToken cancellationToken)
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

        return await children.ApplyAsync(stack, Api, ResourceTypes.Job, ApiMigrationJob.Build(stack)!, steps, cancellationToken);
    }

    private async Task<V1Deployment?> ApplyDeploymentAsync(
        ObservedStack observed, ApiPlan plan, Steps steps, CancellationToken cancellationToken)
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
        return await children.ApplyAsync(observed.Stack, Api, ResourceTypes.Deployment, desired, steps, cancellationToken, live);
    }

    private static string? UnderWay(ObservedStack observed, ApiPlan plan) =>
        !observed.Stack.Spec.Suspend && plan.Step is ApiStep.Migrate or ApiStep.AwaitMigration
            ? $"Job {Names.ApiMigration(observed.Stack.Metadata.Name)} runs {(IsAgain(observed) ? $"again, as annotation {Annotations.MigrateAgain} asks" : "before the new version of the API")}."
            : null;

    private static bool IsAgain(ObservedStack observed) =>
        observed.Stack.Metadata.Annotations?.ContainsKey(Annotations.MigrateAgain) is true
        && observed.Api?.Spec.Template.Spec.Containers.FirstOrDefault(each => each.Name == Names.ApiContainer)?.Image == observed.Stack.Spec.Api.Image;
}
