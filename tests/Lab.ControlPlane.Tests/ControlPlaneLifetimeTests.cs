using System.Diagnostics;

namespace MiniStack.Lab.ControlPlane.Tests;

/// <summary>How control planes come and go.</summary>
public sealed class ControlPlaneLifetimeTests
{
    [Fact]
    public async Task Two_live_side_by_side_and_know_nothing_of_each_other()
    {
        var starting = (ControlPlane.StartAsync(), ControlPlane.StartAsync());
        await using var first = await starting.Item1;
        await using var second = await starting.Item2;

        await first.KubectlAsync("create", "namespace", "only-here");

        Assert.Equal("", await second.KubectlAsync("get", "namespace", "only-here", "--ignore-not-found"));
    }

    [Fact]
    public async Task Disposing_leaves_no_process_and_no_file()
    {
        string directory;
        await using (var cluster = await ControlPlane.StartAsync())
        {
            directory = Path.GetDirectoryName(cluster.AdminKubeconfigPath)!;
            Assert.Equal(["etcd", "kube-apiserver", "kube-controller-manager"], ProcessesIn(directory));
        }

        Assert.Empty(ProcessesIn(directory));
        Assert.False(Directory.Exists(directory));
        Assert.False(File.Exists(directory + ".lock"));
    }

    [Fact]
    public async Task What_a_killed_owner_left_is_removed_by_the_next()
    {
        var abandoned = Directory.CreateTempSubdirectory("ministack-control-plane-").FullName;

        await using var cluster = await ControlPlane.StartAsync();

        Assert.False(Directory.Exists(abandoned));
    }

    /// <summary>Names of running processes whose command line speaks of the directory.</summary>
    private static List<string> ProcessesIn(string directory)
    {
        var names = new List<string>();
        foreach (var process in Process.GetProcesses())
        {
            try
            {
                if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(directory, StringComparison.Ordinal))
                {
                    names.Add(process.ProcessName);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // Gone meanwhile.
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
