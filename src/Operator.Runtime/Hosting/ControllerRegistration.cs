using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>A controller of <typeparamref name="T"/>, its finalizers run around it, and what it watches beside its own kind.</summary>
/// <param name="Kind">As logs and metrics name it.</param>
internal sealed record ControllerRegistration<T>(string Kind, IEntityController<T> Controller, IReadOnlyList<IRelatedKind> Related)
    where T : class, IKubernetesObject<V1ObjectMeta>;
