using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Pods of a stack, asked for now: no informer keeps them.</summary>
internal sealed class StackPods(ApiClient client)
{
    /// <param name="component">See <see cref="Labels.Component"/>.</param>
    /// <param name="limit">No more are read.</param>
    /// <exception cref="ApiException">The API server refuses.</exception>
    public async Task<IEnumerable<V1Pod>> ListAsync(V1Alpha1MiniStack stack, string component, int limit, CancellationToken cancellationToken)
    {
        var selector = LabelSelector.Is(Labels.Stack, stack.Metadata.Name).And(LabelSelector.Is(Labels.Component, component));
        var pods = await client.ListAsync(ResourceTypes.Pod, stack.Metadata.NamespaceProperty, selector, limit, null, cancellationToken);
        return pods.Items;
    }
}
