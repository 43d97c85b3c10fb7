using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Loads a stack's children once a pass, from the informers' stores.</summary>
internal sealed class StackObserver(Stores stores)
{
    public ObservedStack Observe(V1Alpha1MiniStack stack)
    {
        var name = stack.Metadata.Name;
        var api = Names.Api(name);
        var database = Names.Database(name);
        var volume = Get<V1PersistentVolumeClaim>(Names.DatabaseData(name));
        return new ObservedStack(stack)
        {
            DatabaseSecret = Find<V1Secret>(database),
            AdminSecret = Find<V1Secret>(Names.DatabaseAdmin(name)),
            Volume = OursOf(volume),
            IsVolumeLeaving = IsLeaving(stack, volume),
            Database = Find<V1StatefulSet>(database),
            ExtensionsJob = Find<V1Job>(Names.DatabaseExtensions(name)),
            PasswordJob = Find<V1Job>(Names.DatabasePassword(name)),
            Api = Find<V1Deployment>(api),
            MigrationJob = Find<V1Job>(Names.ApiMigration(name)),
            DisruptionBudget = Find<V1PodDisruptionBudget>(api),
            Autoscaler = Find<V1HorizontalPodAutoscaler>(api),
            Ingress = Find<V1Ingress>(api),
        };

        T? Get<T>(string child)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            stores.Of<T>().Get(new ObjectKey(stack.Metadata.NamespaceProperty, child));

        T? Find<T>(string child)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            OursOf(Get<T>(child));

        T? OursOf<T>(T? item)
            where T : class, IKubernetesObject<V1ObjectMeta> =>
            item is not null && OwnershipRules.Decide(stack, item.Metadata) == Ownership.Ours ? item : null;
    }

    public static bool IsLeaving<T>(V1Alpha1MiniStack stack, T? item)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        item is not null && OwnershipRules.Decide(stack, item.Metadata) == Ownership.Leaving;
}
