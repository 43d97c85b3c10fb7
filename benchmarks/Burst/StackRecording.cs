using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Burst;

/// <summary>Everything that was asked of the API server to bring up one stack, alone in its namespace.</summary>
/// <param name="Namespace">Where it was recorded.</param>
/// <param name="Steps">
/// What the floor has to repeat, in the order in which the server received it: the stack itself, its children, the statuses of workloads
/// and of the stack. A workload's status that a controller wrote is among them once: as it became ready.
/// </param>
/// <param name="OperatorWrites">All of the operator's, Events among them.</param>
/// <param name="OperatorReads">Gets and lists; watches are no part of one stack.</param>
internal sealed record StackRecording(
    string Namespace, IReadOnlyList<AuditEvent> Steps, IReadOnlyList<AuditEvent> OperatorWrites, IReadOnlyList<AuditEvent> OperatorReads)
{
    private const string OwnController = "system:serviceaccount:kube-system:";
    private static readonly string[] Workloads = ["deployments", "statefulsets"];

    public static StackRecording Of(string ns, IEnumerable<AuditEvent> log)
    {
        var own = log.Where(each => each.Namespace == ns).OrderBy(each => each.Received).ToList();
        var operators = own.Where(each => ActorOf(each) == Actor.Operator).ToList();
        HashSet<string> ready = [];
        return new(
            ns,
            [.. own.Where(each => each.IsWrite && IsStep(each, ready))],
            [.. operators.Where(each => each.IsWrite)],
            [.. operators.Where(each => each.IsRead)]);
    }

    public static Actor ActorOf(AuditEvent request) => request.User == BenchCluster.OperatorUser
        ? Actor.Operator
        : request.User.StartsWith(OwnController, StringComparison.Ordinal) ? Actor.Controller : Actor.Admin;

    /// <param name="ready">The workloads that were seen to become ready.</param>
    private static bool IsStep(AuditEvent request, HashSet<string> ready) => ActorOf(request) switch
    {
        Actor.Operator => request.Resource is not ("events" or "leases"),
        Actor.Admin => request.Resource == "ministacks" || IsWorkloadStatus(request),
        _ => IsWorkloadStatus(request) && request.Code == 200 && WorkloadStatus.IsReady(request.Answer) && ready.Add(request.Uri),
    };

    private static bool IsWorkloadStatus(AuditEvent request) =>
        request.Resource.EndsWith("/status", StringComparison.Ordinal) && Workloads.Contains(request.Resource.Split('/')[0]);
}
