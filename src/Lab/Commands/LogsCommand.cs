using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Commands;

/// <summary>Logs of pods through kubectl, and of everything below them through the provider.</summary>
public sealed class LogsCommand(LabSession session)
{
    private const string Tail = "200";

    /// <summary>The source is <c>operator</c>, <c>api</c>, <c>db</c>, a component's name, or null for the first three together.</summary>
    public async Task<int> RunAsync(string? source, bool follow, CancellationToken cancellationToken)
    {
        string[] pods = source is null ? ["operator", "api", "db"] : [source];
        if (!pods.All(pod => Selector(pod) is not null))
        {
            await session.RunningProvider().WriteLogsAsync(source!, follow, Console.Out, cancellationToken);
            return 0;
        }

        var kubectl = session.Kubectl();
        var prefix = pods.Length > 1;
        var codes = await Task.WhenAll(pods.Select(pod => kubectl.StreamAsync(
            line => Console.Out.WriteLine(prefix ? $"{pod,-8} | {line}" : line),
            cancellationToken,
            ["logs", .. Selector(pod)!, "--tail", Tail, $"--follow={(follow ? "true" : "false")}"])));
        return codes.Max();
    }

    private static string[]? Selector(string pod) => pod switch
    {
        "operator" => ["-n", OperatorInstallation.Namespace, "-l", "app.kubernetes.io/name=ministack-operator"],
        "api" => ["-l", "ministack.dev/component=api"],
        "db" => ["-l", "ministack.dev/component=database"],
        _ => null,
    };
}
