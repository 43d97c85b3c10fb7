using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>A kind beside a controller's own whose changes reconcile entities.</summary>
internal interface IRelatedKind
{
    IInformer Informer { get; }

    /// <summary>Tells the key of every entity that a change concerns.</summary>
    void Subscribe(Action<ObjectKey> enqueue);
}
