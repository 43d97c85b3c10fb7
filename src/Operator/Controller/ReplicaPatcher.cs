using System.Text;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Changes the number of a workload's pods and nothing else of it, while the rest is to stay as it is.</summary>
internal sealed class ReplicaPatcher(ApiClient client)
{
    /// <summary>Gives a workload's replicas to the autoscaler: a field that no manager has is lost.</summary>
    private const string HandoverManager = "ministack-operator-handover";

    /// <param name="wanted">Null: not ours to say.</param>
    public async Task<T> PatchAsync<T>(
        ResourceType<T> type, T live, int? current, int? wanted, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (wanted is not { } count || current == count)
        {
            return live;
        }

        var body = Encoding.UTF8.GetBytes($$$"""{"metadata":{"uid":"{{{live.Metadata.Uid}}}"},"spec":{"replicas":{{{count}}}}}""");
        return await client.MergePatchAsync(type, ChildApplier.KeyOf(live), body, OperatorHost.FieldManager, cancellationToken);
    }

    public async Task<V1Deployment> HandOverAsync(
        ResourceType<V1Deployment> type, V1Deployment live, int count, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""
            {"apiVersion":"{{{type.ApiVersion}}}","kind":"{{{type.Kind}}}",
            "metadata":{"name":"{{{live.Metadata.Name}}}","namespace":"{{{live.Metadata.NamespaceProperty}}}","uid":"{{{live.Metadata.Uid}}}"},
            "spec":{"replicas":{{{count}}}}}
            """);
        return (await client.ApplyAsync(type, ChildApplier.KeyOf(live), body, HandoverManager, cancellationToken)).Read();
    }
}
