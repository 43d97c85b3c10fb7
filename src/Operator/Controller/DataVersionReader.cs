using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Asks the database's pod once of which major version its data is: only the data knows, whatever the spec says and the image is called.</summary>
internal sealed class DataVersionReader(ApiClient client)
{
    private const int PageSize = 10;

    public async Task<ObservedStack> ReadAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        if (!DataVersion.IsToBeRead(observed))
        {
            return observed;
        }

        var (ns, name) = (observed.Stack.Metadata.NamespaceProperty, observed.Stack.Metadata.Name);
        var selector = LabelSelector.Is(Labels.Stack, name).And(LabelSelector.Is(Labels.Component, Labels.DatabaseComponent));
        try
        {
            var pods = await client.ListAsync(ResourceTypes.Pod, ns, selector, PageSize, null, cancellationToken);
            return observed with { DataVersion = pods.Items.Select(DataVersion.ReadFrom).FirstOrDefault(each => each is not null) };
        }
        catch (ApiException)
        {
            // Nothing waits for it, and the next pass asks again.
            return observed;
        }
    }
}
