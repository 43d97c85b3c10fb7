using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Asks the database's pod once of which major version its data is: only the data knows, whatever the spec says and the image is called.</summary>
internal sealed class DataVersionReader(StackPods stackPods)
{
    private const int PageSize = 10;

    public async Task<ObservedStack> ReadAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        if (!DataVersion.IsToBeRead(observed))
        {
            return observed;
        }

        try
        {
            var pods = await stackPods.ListAsync(observed.Stack, Labels.DatabaseComponent, PageSize, cancellationToken);
            return observed with { DataVersion = pods.Select(DataVersion.ReadFrom).FirstOrDefault(each => each is not null) };
        }
        catch (ApiException)
        {
            // Nothing waits for it, and the next pass asks again.
            return observed;
        }
    }
}
