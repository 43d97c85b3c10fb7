namespace MiniStack.Lab.Kind;

/// <summary>The proof that nodes which a cut-off <c>kind create</c> left have never held data. Without it no <c>up</c> removes nodes.</summary>
internal static class UnusedNodes
{
    /// <summary>Where kind's own StorageClass keeps volumes: not there before the first one.</summary>
    private const string Volumes = "/var/local-path-provisioner";

    /// <summary>All that the API server knows: not there before etcd's first start.</summary>
    private const string Etcd = "/var/lib/etcd/member";

    /// <param name="nodes">All of the cluster.</param>
    /// <param name="probe">Of their API server, or null where it is not known which that is.</param>
    public static async Task<bool> IsProvenAsync(IReadOnlyList<KindNode> nodes, ClusterProbe? probe, CancellationToken cancellationToken)
    {
        return await LackAsync(Volumes)
            && (await LackAsync(Etcd) || (probe is not null && await probe.KnowsNoVolumeAsync(cancellationToken)));

        // Only a node that was asked and says so counts: one that does not run cannot be asked.
        async Task<bool> LackAsync(string path)
        {
            foreach (var node in nodes.Where(node => node.IsKubernetesNode))
            {
                if ((await DockerEngine.RunAsync(cancellationToken, KindCommands.LacksOnNode(node.Name, path))).ExitCode != 0)
                    return false;
            }
            return true;
        }
    }
}
