using k8s.Exceptions;
using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Cli;

/// <summary>Reads the stacks, diagnoses them as the operator does, and prints what it found.</summary>
internal static class StatusCommand
{
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(StatusOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = ApiClientConfiguration.Load(options.Kubeconfig, options.Context);
            using var client = new ApiClient(configuration);
            string?[] namespaces = [options.Namespace, configuration.Namespace, "default"];
            return await RunAsync(options, namespaces.First(each => !string.IsNullOrEmpty(each))!, client, cancellationToken);
        }
        catch (Exception exception) when (Explain(exception) is { } sentence)
        {
            await Console.Error.WriteLineAsync($"error: {sentence}");
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> RunAsync(StatusOptions options, string ns, ApiClient client, CancellationToken cancellationToken)
    {
        var missed = new MissedRights();
        var evidence = new EvidenceReader(client, new EventReader(client, TimeProvider.System, _ => { }), new NodeReader(client, TimeProvider.System), missed.Add);
        var reader = new StackReader(client, evidence, missed.Add);
        IReadOnlyList<V1Alpha1MiniStack> stacks;
        if (options.Name is { } name)
        {
            if (await reader.FindAsync(new ObjectKey(ns, name), cancellationToken) is not { } stack)
            {
                await Console.Error.WriteLineAsync($"error: There is no MiniStack {name} in namespace {ns}.");
                return ExitCodes.Failed;
            }

            stacks = [stack];
        }
        else
        {
            stacks = await reader.ListAsync(options.AllNamespaces ? null : ns, cancellationToken);
        }

        if (stacks.Count == 0)
        {
            await Console.Error.WriteLineAsync(options.AllNamespaces ? "There are no MiniStacks." : $"There are no MiniStacks in namespace {ns}.");
            return ExitCodes.Ready;
        }

        var now = DateTime.UtcNow;
        var reports = new List<StackReport>();
        foreach (var stack in stacks)
        {
            reports.Add(StackReport.Of(await reader.ReadAsync(stack, now, cancellationToken), now));
        }

        var palette = Palette.For(Console.IsOutputRedirected, Environment.GetEnvironmentVariable);
        await Console.Out.WriteAsync(ReportText.Write(reports, options.AllNamespaces, now, palette));
        if (missed.Sentence is { } sentence)
        {
            await Console.Error.WriteLineAsync($"note: {sentence}");
        }

        return reports.All(report => report.IsReady) ? ExitCodes.Ready : ExitCodes.NotReady;
    }

    private static string? Explain(Exception exception) => exception switch
    {
        KubeConfigException or FileNotFoundException or DirectoryNotFoundException =>
            $"No cluster to ask: {exception.Message.TrimEnd('.')}. Give --kubeconfig, or set KUBECONFIG.",
        ApiException { IsNotFound: true } => "This cluster does not know MiniStacks: install the operator first (kubectl apply -f config/install.yaml).",
        ApiException { Code: System.Net.HttpStatusCode.Unauthorized } => "The cluster does not accept the credentials of this kubeconfig.",
        ApiException => $"The cluster refused: {exception.Message}",
        HttpRequestException => $"The cluster does not answer: {(exception.InnerException ?? exception).Message}",
        TimeoutException => exception.Message,
        InvalidNameException => exception.Message,
        _ => null,
    };
}
