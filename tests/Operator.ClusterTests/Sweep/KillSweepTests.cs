using System.Globalization;

namespace MiniStack.Operator.ClusterTests.Sweep;

/// <summary><c>MINISTACK_SOAK</c> gives the minutes to go on for, <c>MINISTACK_SEED</c> the moments of the kills.</summary>
public sealed class KillSweepTests(OperationsCluster operations, ITestOutputHelper output) : IClassFixture<OperationsCluster>
{
    private const int Rounds = 3;

    [Fact]
    public async Task An_operator_killed_at_any_moment_of_any_operation_ends_in_the_same_state()
    {
        var seed = Number("MINISTACK_SEED") ?? Random.Shared.Next();
        output.WriteLine($"MINISTACK_SEED={seed}");
        var until = DateTime.UtcNow + TimeSpan.FromMinutes(Number("MINISTACK_SOAK") ?? 0);
        var round = 0;
        for (; round < Rounds || DateTime.UtcNow < until; round++)
        {
            await operations.KillAsync(new Random(seed + round));
        }

        output.WriteLine($"{round} rounds of {Operations.All.Count} operations");
    }

    [Fact]
    public async Task The_operator_uses_every_permission_it_has_and_lacks_none()
    {
        await operations.UndisturbedAsync();

        // A watch is on record once it ends.
        await operations.Cluster.StopOperatorAsync();
        await operations.Cluster.StartOperatorAsync();
        var requests = AuditedRequest.Read(operations.Cluster.ControlPlane.AuditLogPath!, Cluster.OperatorUser);

        Assert.DoesNotContain(requests, request => request.Code == 401 || request.IsForbidden);
        var used = requests.SelectMany(Permissions).ToHashSet();
        var unused = (await Grant.ReadAsync(operations.Cluster)).Except(used).ToList();
        Assert.True(unused.Count == 0, string.Join('\n', unused));

        // Apply creates what is not there, and needs both permissions for it.
        static IEnumerable<Grant> Permissions(AuditedRequest request) =>
            request is { Verb: "patch", Code: 201 }
                ? [new(request.Group, request.Resource, "patch"), new(request.Group, request.Resource, "create")]
                : [new(request.Group, request.Resource, request.Verb)];
    }

    [Fact]
    public async Task Nothing_in_another_namespace_is_read_or_written_for_a_stack()
    {
        await operations.UndisturbedAsync();

        var elsewhere = AuditedRequest.Read(operations.Cluster.ControlPlane.AuditLogPath!, Cluster.OperatorUser)
            .Where(request => request.Resource.Length > 0 && request.Verb is not ("list" or "watch"))
            .Where(request => request is not { Resource: "leases", Namespace: "ministack-system" } && !operations.Namespaces.Contains(request.Namespace));

        Assert.Empty(elsewhere);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
