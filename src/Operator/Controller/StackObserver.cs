using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Controller;

/// <summary>Loads a stack's children once a pass, from the informers' stores.</summary>
internal sealed class StackObserver(
    Informer<V1Secret> secrets,
    Informer<V1PersistentVolumeClaim> volumes,
    Informer<V1StatefulSet> statefulSets,
    Informer<V1Deployment> deployments,
    Informer<V1PodDisruptionBudget> disruptionBudgets)
{
    public ObservedStack Observe(V1Alpha1MiniStack stack)
    {
        var api = Names.Api(stack.Metadata.Name);
        var database = Names.Database(stack.Metadata.Name);
        return new ObservedStack(stack)
        {
            DatabaseSecret = Find(secrets, database),
            AdminSecret = Find(secrets, Names.DatabaseAdmin(stack.Metadata.Name)),
            Volume = Find(volumes, Names.DatabaseData(stack.Metadata.Name)),
            Database = Find(statefulSets, database),
            Api = Find(deployments, api),
            DisruptionBudget = Find(disruptionBudgets, api),
        };

        T? Find<T>(Informer<T> informer, string name)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            informer.Store.Get(new ObjectKey(stack.Metadata.NamespaceProperty, name)) is { } item
            && OwnershipRules.Decide(stack, item.Metadata) == Ownership.Ours
                ? item
                : null;
    }
}
