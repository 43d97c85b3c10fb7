using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

internal interface IOwnedKind
{
    IInformer Informer { get; }

    /// <summary>Tells the owner's key of every change.</summary>
    void Subscribe(Action<ObjectKey> enqueue);
}
