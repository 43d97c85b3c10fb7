using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <param name="Item">Null for a bookmark.</param>
/// <param name="ResourceVersion">Where a later watch resumes.</param>
public sealed record WatchEvent<T>(WatchEventKind Kind, Snapshot<T>? Item, string ResourceVersion)
    where T : class, IKubernetesObject<V1ObjectMeta>;
