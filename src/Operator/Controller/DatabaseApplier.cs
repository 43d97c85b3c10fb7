using k8s;
using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Applies the database in the order that keeps rows safe: the credentials, then the volume, then a record of that volume on the
/// credentials, and only then the database that writes to it.
/// </summary>
internal sealed class DatabaseApplier(
    ClusterConnection connection,
    ChildApplier children,
    ReplicaPatcher replicas,
    PasswordSource passwords,
    CredentialsApplier credentialsApplier,
    PasswordChange passwordChange,
    ExtensionsChange extensionsChange,
    DataVersionReader dataVersion,
    StackPresence presence)
{
    private const string Database = Labels.DatabaseComponent;

    /// <returns>The stack with the database as it is after the steps that got through.</returns>
    /// <exception cref="FindingException">Nothing of this spec is to be applied; what was applied before stays.</exception>
    public async Task<ObservedStack> ApplyAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        var name = stack.Metadata.Name;
        observed = await ReadKeptAsync(observed, cancellationToken);
        if (observed.UnderWay is not null)
        {
            return observed;
        }

        observed = await dataVersion.ReadAsync(observed, cancellationToken);
        if (VolumeRules.FindProblem(observed) is { } problem)
        {
            throw new FindingException(problem);
        }

        observed = observed with { Credentials = await passwords.DecideAsync(observed, cancellationToken) };
        if (observed.Credentials.App.IsRestored || observed.Credentials.Superuser.IsRestored)
        {
            await presence.ThrowIfLeavingAsync(stack, cancellationToken);
        }

        var hasCredentials = await ApplyCredentialsAsync();
        await EnsureAsync(ResourceTypes.Service, DatabaseService.Build(stack));
        await EnsureAsync(ResourceTypes.Service, DatabasePodsService.Build(stack));
        await EnsureAsync(ResourceTypes.NetworkPolicy, DatabaseNetworkPolicy.Build(stack));
        var hasScripts = await EnsureAsync(ResourceTypes.ConfigMap, DatabaseConfigMap.Build(stack));
        if (!hasCredentials)
        {
            return observed;
        }

        var hasVolume = await TryAsync(
            ResourceTypes.PersistentVolumeClaim.Kind,
            Names.DatabaseData(name),
            async () => observed = observed with { Volume = await ApplyVolumeAsync(observed, steps, cancellationToken) });
        if (!hasVolume || observed.Volume is null)
        {
            return observed;
        }

        // No database writes to a volume that its credentials have no record of.
        if (!await ApplyCredentialsAsync())
        {
            return observed;
        }

        if (hasScripts)
        {
            await TryAsync(
                ResourceTypes.StatefulSet.Kind,
                Names.Database(name),
                async () => observed = observed with { Database = await ApplyStatefulSetAsync(observed, steps, cancellationToken) });
        }

        await TryAsync(
            ResourceTypes.Job.Kind,
            Names.DatabasePassword(name),
            async () => observed = await passwordChange.AdvanceAsync(observed, steps, cancellationToken));
        await TryAsync(
            ResourceTypes.Job.Kind,
            Names.DatabaseExtensions(name),
            async () => observed = await extensionsChange.AdvanceAsync(observed, steps, cancellationToken));
        return observed;

        async Task<bool> ApplyCredentialsAsync() =>
            await TryAsync(
                ResourceTypes.Secret.Kind,
                Names.Database(name),
                async () => observed = await credentialsApplier.ApplyAsync(observed, steps, cancellationToken))
            && observed is { AdminSecret: not null, DatabaseSecret: not null };

        Task<bool> TryAsync(string kind, string child, Func<Task> step) => steps.TryAsync(Database, $"{kind} {child}", step, cancellationToken);

        Task<bool> EnsureAsync<T>(ResourceType<T> type, T desired)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            children.TryEnsureAsync(stack, Database, type, desired, steps, cancellationToken);
    }

    /// <summary>
    /// What holds data or passwords is never concluded to be missing from a store alone: a store may lag, and a new password or an empty
    /// volume in place of an old one would cost the rows. Where there is nothing at all, not even a volume, the stack is new: what is made
    /// then never takes the place of what is there already.
    /// </summary>
    private async Task<ObservedStack> ReadKeptAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        var name = stack.Metadata.Name;
        var volume = observed.Volume ?? await FindAsync(ResourceTypes.PersistentVolumeClaim, Names.DatabaseData(name), isSure: true);
        var isNew = observed is { DatabaseSecret: null, AdminSecret: null, Database: null } && volume is null;
        var secret = observed.DatabaseSecret ?? await FindAsync(ResourceTypes.Secret, Names.Database(name), isSure: !isNew);
        var admin = observed.AdminSecret ?? await FindAsync(ResourceTypes.Secret, Names.DatabaseAdmin(name), isSure: !isNew);
        return observed with
        {
            DatabaseSecret = OursOf(ResourceTypes.Secret, secret),
            AdminSecret = OursOf(ResourceTypes.Secret, admin),
            Volume = OursOf(ResourceTypes.PersistentVolumeClaim, volume),
            IsVolumeLeaving = StackObserver.IsLeaving(stack, volume),
            Database = observed.Database
                ?? await children.FindOursAsync(stack, ResourceTypes.StatefulSet, Names.Database(name), cancellationToken),
            UnderWay = StackObserver.IsLeaving(stack, secret) || StackObserver.IsLeaving(stack, admin)
                ? $"Waiting for Secret {(StackObserver.IsLeaving(stack, secret) ? Names.Database(name) : Names.DatabaseAdmin(name))}, which is being deleted."
                : null,
        };

        Task<T?> FindAsync<T>(ResourceType<T> type, string child, bool isSure)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            children.FindAsync(type, new ObjectKey(stack.Metadata.NamespaceProperty, child), cancellationToken, isSure);

        // What is somebody else's is there all the same: to take it for missing would make a password for nobody, at every pass anew.
        T? OursOf<T>(ResourceType<T> type, T? item)
            where T : class, IKubernetesObject<V1ObjectMeta> => item is null
            ? null
            : OwnershipRules.Decide(stack, item.Metadata) switch
            {
                Ownership.Ours => item,
                Ownership.Leaving => null,
                _ => throw ChildApplier.Conflict(Database, type, item.Metadata.Name),
            };
    }

    /// <summary>A volume that can't grow keeps its size, and holds up nothing else.</summary>
    private async Task<V1PersistentVolumeClaim?> ApplyVolumeAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var desired = DatabaseVolumeClaim.Build(observed.Stack, observed.Volume, observed.DataVersion);
        try
        {
            return await children.ApplyAsync(
                observed.Stack, Database, ResourceTypes.PersistentVolumeClaim, desired, steps, cancellationToken, observed.Volume);
        }
        catch (FindingException refusal) when (observed.Volume is { } live && VolumeRules.IsGrowth(observed.Stack, live))
        {
            var finding = refusal.Finding;
            steps.Add(finding.Code == FindingCodes.QuotaExceeded ? finding : VolumeRules.CannotGrow(observed.Stack, live, finding.Message));
            return live;
        }
    }

    private async Task<V1StatefulSet?> ApplyStatefulSetAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        var capabilities = CapabilityRules.Derive(connection.Discovery);
        var specHash = PostgresStatefulSet.SpecHash(stack);
        if (TemplatePin.Choose(observed.Database?.Metadata, specHash, capabilities) is not { } revision)
        {
            return await replicas.PatchAsync(
                ResourceTypes.StatefulSet, observed.Database!, observed.Database!.Spec.Replicas, stack.Spec.Suspend ? 0 : 1, cancellationToken);
        }

        var superuserHash = observed.Credentials!.Superuser.Fingerprint;
        var waits = PostgresStatefulSet.HasToWait(observed.Database, revision, superuserHash, specHash);
        var made = revision.Number == 1 ? revision with { Number = 2 } : revision;
        var desired = PostgresStatefulSet.Build(stack, made, superuserHash, waits);
        return await children.ApplyAsync(stack, Database, ResourceTypes.StatefulSet, desired, steps, cancellationToken, observed.Database);
    }
}
