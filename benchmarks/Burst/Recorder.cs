using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Scenarios;
using MiniStack.Lab.ControlPlane;

namespace MiniStack.Benchmarks.Burst;

/// <summary>Has the operator bring up a stack on a control plane that notes every request, and makes a template of it.</summary>
internal static class Recorder
{
    /// <summary>Nothing else in what is recorded looks like it.</summary>
    private const string StackName = "recorded-stack";

    /// <summary>
    /// As many are recorded after one that finds a cold operator. How often a stack's status is written can depend on when the operator
    /// looks: the least that two of them agree on is the floor.
    /// </summary>
    private const int Stacks = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <returns>The template, and the recordings that it holds for: two at least.</returns>
    /// <exception cref="RecordingException">No two stacks were brought up by the same writes.</exception>
    public static async Task<(StackTemplate Template, IReadOnlyList<StackRecording> Recordings)> RecordAsync(
        BenchOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(
            Surroundings.ControlPlane(options.Controllers) with { AuditLog = true, AuditBodies = true, Progress = progress }, cancellationToken);
        await using var surroundings = Surroundings.Start(cluster, options.Controllers, writes: true);
        await using var recorded = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments);
        await recorded.WaitUntilReadyAsync(cancellationToken);
        await BringUpAsync(cluster, "record-cold", cancellationToken);
        List<(StackTemplate Template, StackRecording Recording)> usable = [];
        List<string> obstacles = [];
        for (var i = 0; i < Stacks; i++)
        {
            var recording = await BringUpAsync(cluster, $"record-{i}", cancellationToken);
            try
            {
                usable.Add((StackTemplate.Of(recording, StackName), recording));
            }
            catch (RecordingException exception)
            {
                obstacles.Add(exception.Message);
            }
        }

        surroundings.ThrowIfRefused();
        var agreeing = usable.GroupBy(each => string.Join('\n', each.Template.Requests())).ToList();
        return agreeing.Where(group => group.Count() > 1).MinBy(group => group.First().Template.Steps.Count) is { } least
            ? (least.First().Template, [.. least.Select(each => each.Recording)])
            : throw new RecordingException(
                $"Of {Stacks} stacks no two were brought up by the same writes. {string.Join(' ', obstacles)}\n{string.Join("\n\n", agreeing.Select(each => each.Key))}");
    }

    private static async Task<StackRecording> BringUpAsync(BenchCluster cluster, string ns, CancellationToken cancellationToken)
    {
        await StackFleet.CreateNamespaceAsync(cluster.Admin, ns, cancellationToken);
        await using var ready = new ReadyStacks(cluster.Admin, ns, 1);
        await cluster.Admin.SendAsync(
            HttpMethod.Post, Resources.Stacks.Collection(ns), StackManifest.Json(StackName), cancellationToken: cancellationToken);
        await ready.WaitAsync(Patience, cancellationToken);
        StackRecording? recording = null;
        for (var quietSince = DateTime.UtcNow; DateTime.UtcNow - quietSince < Quiet; await Task.Delay(100, cancellationToken))
        {
            var now = StackRecording.Of(ns, Read(cluster.ControlPlane));
            if (now.OperatorWrites.Count != recording?.OperatorWrites.Count)
            {
                quietSince = DateTime.UtcNow;
            }

            recording = now;
        }

        return recording!;
    }

    /// <summary>Whole lines alone: the last one may be under way.</summary>
    private static IEnumerable<AuditEvent> Read(ControlPlane controlPlane)
    {
        using var file = new FileStream(controlPlane.AuditLogPath!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(AuditEvent.Parse).OfType<AuditEvent>();
    }
}
