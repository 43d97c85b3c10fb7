using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

internal sealed class OwnedKind<T>(Informer<T> informer, OwnWrites ownWrites) : IRelatedKind
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public IInformer Informer => informer;

    public void Subscribe(Action<ObjectKey> enqueue) => informer.Changed += change =>
    {
        if (!Predicates.ResourceVersionChanged(change))
        {
            return;
        }

        var current = change.Current;
        ownWrites.Take(current.Kind, current.Key, change.New?.ResourceVersion, () => Enqueue(change, enqueue));
    };

    private void Enqueue(WatchChange<T> change, Action<ObjectKey> enqueue)
    {
        // Both sides: a label that moved the object to another owner concerns the old one as well.
        var before = change.Old is null ? null : informer.Store.OwnerOf(change.Old);
        var after = change.New is null ? null : informer.Store.OwnerOf(change.New);
        if (before is { } left)
        {
            enqueue(left);
        }

        if (after is { } joined && after != before)
        {
            enqueue(joined);
        }
    }
}
