using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>A kind that entities merely name: a change of one of its objects, its deletion included, reconciles those that name it.</summary>
/// <param name="owned">Null, or the informer of those objects of the kind that the other leaves out.</param>
internal sealed class ReferencedKind<T, TKind>(
    Informer<T> entities, Informer<MetadataOnly<TKind>> informer, Informer<TKind>? owned, Func<T, IEnumerable<ObjectKey>> referencesOf) : IRelatedKind
    where T : class, IKubernetesObject<V1ObjectMeta>
    where TKind : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ReferenceIndex _index = new();

    public IInformer Informer => informer;

    public void Subscribe(Action<ObjectKey> enqueue)
    {
        entities.Changed += change =>
            _index.Set(change.Current.Key, change.New?.Read() is { } entity ? referencesOf(entity) : []);
        informer.Changed += change => Notify(change, enqueue);
        if (owned is not null)
        {
            owned.Changed += change => Notify(change, enqueue);
        }
    }

    private void Notify<TObject>(WatchChange<TObject> change, Action<ObjectKey> enqueue)
        where TObject : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!Predicates.ResourceVersionChanged(change))
        {
            return;
        }

        foreach (var entity in _index.ReferrersOf(change.Current.Key))
        {
            enqueue(entity);
        }
    }
}
