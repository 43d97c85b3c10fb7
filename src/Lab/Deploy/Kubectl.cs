using System.Text.Json;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Deploy;

/// <summary>kubectl against one lab cluster.</summary>
public sealed class Kubectl(string path, string kubeconfig)
{
    public string Path => path;

    public string Kubeconfig => kubeconfig;

    /// <summary>A failure is a result.</summary>
    public Task<ProcessResult> TryRunAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        ProcessRunner.RunAsync(CommandLine(arguments), cancellationToken: cancellationToken);

    /// <exception cref="LabException">kubectl failed; the log tail is what it said.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await TryRunAsync(cancellationToken, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new LabException($"`kubectl {string.Join(' ', arguments)}` failed with exit code {result.ExitCode}.", result.Tail());
    }

    /// <summary>One object, or null when there is none.</summary>
    public async Task<JsonElement?> FindAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var json = await RunAsync(cancellationToken, ["get", "--ignore-not-found", "-o", "json", .. arguments]);
        return string.IsNullOrWhiteSpace(json) ? null : Parse(json);
    }

    /// <summary>The items of a list; empty when there are none.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var json = Parse(await RunAsync(cancellationToken, ["get", "-o", "json", .. arguments]));
        return [.. json.GetProperty("items").EnumerateArray()];
    }

    /// <summary>Hands on every line until kubectl ends.</summary>
    /// <returns>kubectl's exit code.</returns>
    public Task<int> StreamAsync(Action<string> onLine, CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        Programs.StreamAsync(CommandLine(arguments), onLine, cancellationToken);

    private CommandLine CommandLine(IEnumerable<string> arguments) => new(path, ["--kubeconfig", kubeconfig, .. arguments]);

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
