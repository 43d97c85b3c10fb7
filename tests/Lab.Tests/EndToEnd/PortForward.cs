using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary><c>kubectl port-forward</c> to a free local port, for as long as it is not disposed.</summary>
internal sealed partial class PortForward : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private PortForward(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    public HttpClient Http { get; }

    public static async Task<PortForward> StartAsync(Kubectl kubectl, string @namespace, string target, int port)
    {
        var start = new ProcessStartInfo(
            kubectl.Path, ["--kubeconfig", kubectl.Kubeconfig, "-n", @namespace, "port-forward", target, $":{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(StartDeadline);
        try
        {
            // The first line is "Forwarding from 127.0.0.1:PORT -> 8000"; on failure there is none, and the reason is in the errors.
            var line = await process.StandardOutput.ReadLineAsync(deadline.Token);
            return line is not null && LocalPort().Match(line) is { Success: true } match
                ? new PortForward(process, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
                : throw new LabException($"kubectl port-forward {target} failed: {line}{await process.StandardError.ReadToEndAsync(deadline.Token)}");
        }
        catch
        {
            End(process);
            throw;
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        End(_process);
    }

    private static void End(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+) ->")]
    private static partial Regex LocalPort();
}
