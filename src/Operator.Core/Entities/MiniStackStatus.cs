using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

public sealed record MiniStackStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>Where the API is reached.</summary>
    public string? Url { get; set; }

    public ApiStatus? Api { get; set; }

    public DatabaseStatus? Database { get; set; }

    /// <summary>The Secret with the connection, as the Service Binding specification asks of a provisioned service.</summary>
    public BindingStatus? Binding { get; set; }

    /// <summary>A map by type: <c>Ready</c>, <c>Reconciling</c>, <c>Stalled</c>, <c>DatabaseReady</c>, <c>ApiReady</c>; under <c>deletionPolicy: Delete</c> also <c>RemovesData</c>.</summary>
    public IList<V1Condition> Conditions { get; set; } = [];

    /// <summary>The root cause of what is wrong; null when nothing is.</summary>
    public DiagnosisStatus? Diagnosis { get; set; }

    /// <returns>The condition of this type; null where there is none yet.</returns>
    public V1Condition? Condition(string type) => Conditions.FirstOrDefault(each => each.Type == type);
}
