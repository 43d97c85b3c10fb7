using System.Globalization;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Providers;
using Spectre.Console;

namespace MiniStack.Lab.Commands;

/// <summary>Provider, components with their restarts, and what the cluster holds. Exit code 1 unless all of it runs.</summary>
public sealed class StatusCommand(LabSession session)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var provider = session.RunningProvider();
        var status = await provider.StatusAsync(cancellationToken);
        session.Console.WriteLine($"Cluster {session.Settings.Name}, provider {provider.Name}: {Describe(status.State)}");
        if (status.Message is { } message)
            session.Console.WriteLine(message);
        session.Console.WriteLine("");
        session.Console.Write(Components(status.Components));
        // Nobody would answer at the node's address, and nothing is to be sent past it.
        if (status.State == ClusterState.Down || status.Components.All(component => !component.Running))
            return 1;

        var kubectl = session.Kubectl();
        await WriteAsync(kubectl, "Nodes", cancellationToken, "get", "nodes", "-o", "wide");
        await WriteAsync(kubectl, "Operator", cancellationToken, "-n", OperatorInstallation.Namespace, "get", "pods");
        await WriteAsync(kubectl, "Stacks", cancellationToken, "get", "ministacks.ministack.dev", "--all-namespaces");
        return status.State == ClusterState.Running ? 0 : 1;
    }

    private static string Describe(ClusterState state) => state switch
    {
        ClusterState.Running => "running",
        ClusterState.Broken => "broken, `./lab up` mends it",
        _ => "down",
    };

    private static Table Components(IReadOnlyList<ComponentStatus> components)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("COMPONENT", "STATE", "RESTARTS", "");
        foreach (var component in components)
        {
            table.AddRow(
                new Text(component.Name),
                component.Running ? new Text("running", new Style(Color.Green)) : new Text("stopped", new Style(Color.Red)),
                new Text(component.Restarts.ToString(CultureInfo.InvariantCulture)),
                new Text(component.Detail ?? ""));
        }
        return table;
    }

    /// <summary>kubectl's own table. A cluster that does not answer is part of the status, not a failure.</summary>
    private async Task WriteAsync(Kubectl kubectl, string title, CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await kubectl.TryRunAsync(cancellationToken, ["--request-timeout=10s", .. arguments]);
        session.Console.WriteLine("");
        session.Console.WriteLine(title);
        foreach (var line in (result.ExitCode == 0 ? result.Output + result.Error : result.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            session.Console.WriteLine("  " + line);
    }
}
