using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>What a controller of <typeparamref name="T"/> watches beside its own kind.</summary>
internal sealed record ControllerRegistration<T>(IReadOnlyList<IOwnedKind> Owned)
    where T : class, IKubernetesObject<V1ObjectMeta>;
