using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Controller;

/// <summary>The informers' stores, by kind.</summary>
internal sealed class Stores(IServiceProvider services)
{
    public Store<T> Of<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        services.GetRequiredService<Informer<T>>().Store;
}
