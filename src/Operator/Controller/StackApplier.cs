using System.Text;
using k8s;
using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Applies a stack's children in the order that keeps rows safe: the credentials, then the volume, then a record of that volume on the
/// credentials, and only then the database that writes to it. The API comes last.
/// </summary>
internal sealed class StackApplier(
    ApiClient client,
    ClusterConnection connection,
    ChildApplier children,
    Informer<V1Secret> secrets,
    Informer<V1Service> services,
    Informer<V1ConfigMap> configMaps,
    Informer<V1NetworkPolicy> networkPolicies,
    Informer<V1PersistentVolumeClaim> volumes,
    Informer<V1StatefulSet> statefulSets,
    Informer<V1Deployment> deployments,
    Informer<V1ServiceAccount> serviceAccounts,
    Informer<V1PodDisruptionBudget> disruptionBudgets)
{
    private const string Database = Labels.DatabaseComponent;
    private const string Api = Labels.ApiComponent;

    /// <returns>The stack with its children as they are after the pass.</returns>
    /// <exception cref="FindingException">The pass cannot go on; what was applied before stays.</exception>
    public async Task<ObservedStack> ApplyAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        observed = await ApplyDatabaseAsync(await ReadKeptAsync(observed, cancellationToken), cancellationToken);
        return await ApplyApiAsync(observed, cancellationToken);
    }

    /// <summary>
    /// What holds data or passwords is never concluded to be missing from a store alone: a store may lag, and a new password or
    /// an empty volume in place of an old one would cost the rows.
    /// </summary>
    private async Task<ObservedStack> ReadKeptAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var name = observed.Stack.Metadata.Name;
        return observed with
        {
            DatabaseSecret = await ReadAsync(ResourceTypes.Secret, secrets, observed.DatabaseSecret, Names.Database(name)),
            AdminSecret = await ReadAsync(ResourceTypes.Secret, secrets, observed.AdminSecret, Names.DatabaseAdmin(name)),
            Volume = await ReadAsync(ResourceTypes.PersistentVolumeClaim, volumes, observed.Volume, Names.DatabaseData(name)),
        };

        async Task<T?> ReadAsync<T>(ResourceType<T> type, Informer<T> informer, T? known, string child)
            where T : class, IKubernetesObject<V1ObjectMeta>
        {
            if (known is not null)
            {
                return known;
            }

            var key = new ObjectKey(observed.Stack.Metadata.NamespaceProperty, child);
            var live = await children.FindAsync(type, informer, key, cancellationToken);
            return live is not null && OwnershipRules.Decide(observed.Stack, live.Metadata) == Ownership.Ours ? live : null;
        }
    }

    private async Task<ObservedStack> ApplyDatabaseAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        if (VolumeRules.FindProblem(observed) is { } problem)
        {
            throw new FindingException(problem);
        }

        var stack = observed.Stack;
        var password = await PasswordAsync(observed, cancellationToken);
        var adminPassword = PasswordOf(observed.AdminSecret) ?? Passwords.Generate();

        var admin = await ApplySecretAsync(DatabaseAdminSecret.Build(stack, adminPassword));
        var credentials = await ApplySecretAsync(DatabaseSecret.Build(stack, password, observed.Volume?.Metadata.Uid));
        await ApplyAsync(Database, ResourceTypes.Service, services, DatabaseService.Build(stack));
        await ApplyAsync(Database, ResourceTypes.Service, services, DatabasePodsService.Build(stack));
        await ApplyAsync(Database, ResourceTypes.ConfigMap, configMaps, DatabaseConfigMap.Build(stack));
        await ApplyAsync(Database, ResourceTypes.NetworkPolicy, networkPolicies, DatabaseNetworkPolicy.Build(stack));
        observed = observed with { AdminSecret = admin, DatabaseSecret = credentials };
        if (admin is null || credentials is null)
        {
            return observed;
        }

        var volume = await ApplyAsync(Database, ResourceTypes.PersistentVolumeClaim, volumes, DatabaseVolumeClaim.Build(stack));
        if (volume is null)
        {
            return observed;
        }

        credentials = await ApplySecretAsync(DatabaseSecret.Build(stack, password, volume.Metadata.Uid), credentials);
        var database = await ApplyAsync(
            Database,
            ResourceTypes.StatefulSet,
            statefulSets,
            PostgresStatefulSet.Build(stack, TemplateRevision.Current(Capabilities), ConfigHash.Of(admin)));
        return observed with { Volume = volume, DatabaseSecret = credentials, Database = database };

        Task<V1Secret?> ApplySecretAsync(V1Secret secret, V1Secret? newest = null) =>
            children.ApplyAsync(stack, Database, ResourceTypes.Secret, secrets, secret, cancellationToken, newest);

        Task<T?> ApplyAsync<T>(string component, ResourceType<T> type, Informer<T> informer, T desired)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            children.ApplyAsync(stack, component, type, informer, desired, cancellationToken);
    }

    private async Task<ObservedStack> ApplyApiAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        await children.ApplyAsync(
            stack, Api, ResourceTypes.ServiceAccount, serviceAccounts, ApiServiceAccount.Build(stack), cancellationToken);
        await children.ApplyAsync(stack, Api, ResourceTypes.Service, services, ApiService.Build(stack), cancellationToken);
        if (!ApiGate.IsOpen(observed))
        {
            return observed;
        }

        var api = await children.ApplyAsync(
            stack,
            Api,
            ResourceTypes.Deployment,
            deployments,
            ApiDeployment.Build(stack, new ApiRollout(
                TemplateRevision.Current(Capabilities),
                ConfigHash.Of(observed.DatabaseSecret),
                stack.Spec.Suspend ? 0 : stack.Spec.Api.Replicas,
                MigrationKey: null,
                Autoscaled: false)),
            cancellationToken);
        return observed with { Api = api, DisruptionBudget = await ApplyDisruptionBudgetAsync(observed, cancellationToken) };
    }

    private async Task<V1PodDisruptionBudget?> ApplyDisruptionBudgetAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        if (ResourceTypes.PodDisruptionBudget(connection.Discovery) is not { } type)
        {
            return null;
        }

        if (ApiPodDisruptionBudget.Build(observed.Stack, Capabilities) is { } budget)
        {
            return await children.ApplyAsync(observed.Stack, Api, type, disruptionBudgets, budget, cancellationToken);
        }

        if (observed.DisruptionBudget is { Metadata.DeletionTimestamp: null } obsolete)
        {
            await client.DeleteAsync(type, ChildApplier.KeyOf(obsolete), obsolete.Metadata.Uid, cancellationToken);
        }

        return null;
    }

    private ClusterCapabilities Capabilities => CapabilityRules.Derive(connection.Discovery);

    /// <summary>The user's own password, else the one that the database knows, else a new one.</summary>
    private async Task<string> PasswordAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        if (observed.Stack.Spec.Database.PasswordSecretRef is not { } reference)
        {
            return PasswordOf(observed.DatabaseSecret) ?? Passwords.Generate();
        }

        var key = new ObjectKey(observed.Stack.Metadata.NamespaceProperty, reference.Name);
        var secret = await client.GetAsync(ResourceTypes.Secret, key, cancellationToken);
        if (secret?.Data is { } data && data.TryGetValue(reference.Key, out var value) && value.Length > 0)
        {
            return Encoding.UTF8.GetString(value);
        }

        var missing = secret is null ? $"Secret {reference.Name} does not exist" : $"Secret {reference.Name} has no key {reference.Key}";
        throw new FindingException(new Finding(
            Database,
            FindingCodes.ConfigMissing,
            $"{missing}, which spec.database.passwordSecretRef names.",
            $"kubectl create secret generic {reference.Name} --from-literal={reference.Key}=…"));
    }

    private static string? PasswordOf(V1Secret? secret) =>
        secret?.Data is { } data && data.TryGetValue(Names.PasswordKey, out var value) && value.Length > 0
            ? Encoding.UTF8.GetString(value)
            : null;
}
