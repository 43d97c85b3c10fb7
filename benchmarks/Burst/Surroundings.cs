using MiniStack.Benchmarks.Cluster;
using MiniStack.Lab.ControlPlane;

namespace MiniStack.Benchmarks.Burst;

/// <summary>Who makes workloads ready: the bench itself; or the controller-manager, for which the bench plays the kubelets.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    /// <summary>Requests a second; the controller-manager's own limit is not what is measured.</summary>
    private const int Unlimited = 1000;

    private readonly WorkloadSimulator? _simulator;
    private readonly PodSimulator? _pods;

    private Surroundings(RawClient admin, bool hasControllers, bool writes)
    {
        if (hasControllers)
        {
            _pods = new(admin);
            Workloads = new(admin);
        }
        else
        {
            _simulator = new(admin, writes);
        }
    }

    /// <summary>Null where the bench writes their statuses itself.</summary>
    public ReadyWorkloads? Workloads { get; }

    public static ControlPlaneOptions ControlPlane(bool hasControllers) => new()
    {
        HasControllerManager = hasControllers,
        ControllerManagerRate = Unlimited,
    };

    /// <param name="writes">False: it holds the same watches, while the floor writes the workloads' statuses.</param>
    public static Surroundings Start(BenchCluster cluster, bool hasControllers, bool writes) => new(cluster.Admin, hasControllers, writes);

    /// <exception cref="HttpRequestException">The server did not take one of its writes.</exception>
    public void ThrowIfRefused()
    {
        if ((_simulator?.Refused ?? _pods?.Refused) is { } refused)
        {
            throw new HttpRequestException($"A status was not written: {refused}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _simulator, _pods, Workloads })
        {
            if (each is not null)
            {
                await each.DisposeAsync();
            }
        }
    }
}
