using System.Diagnostics;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Tests;

public sealed class ControlPlaneTests
{
    [Fact]
    public async Task Namespace_created_by_kubectl_exists()
    {
        await using var cluster = await ControlPlane.StartAsync();

        await cluster.KubectlAsync("create", "namespace", "shop");

        Assert.Equal("Active", await cluster.KubectlAsync("get", "namespace", "shop", "-o", "jsonpath={.status.phase}"));
    }

    [Fact]
    public async Task Controllers_work()
    {
        await using var cluster = await ControlPlane.StartAsync();

        await cluster.KubectlAsync("create", "deployment", "web", "--image=localhost/none:1");
        // A Deployment's pod takes the deployment, replica set and service account controllers; its end takes the garbage collector.
        await UntilAsync(async () => await CountPodsAsync(cluster) == 1, "the deployment has a pod");
        await cluster.KubectlAsync("delete", "deployment", "web");

        await UntilAsync(async () => await CountPodsAsync(cluster) == 0, "the pod is collected");
    }

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
    public async Task Service_account_may_do_what_its_role_grants_and_nothing_else()
    {
        await using var cluster = await ControlPlane.StartAsync();
        await cluster.KubectlAsync("create", "serviceaccount", "reader");
        await cluster.KubectlAsync("create", "role", "reader", "--verb=get,list", "--resource=configmaps");
        await cluster.KubectlAsync("create", "rolebinding", "reader", "--role=reader", "--serviceaccount=default:reader");

        var asReader = "--kubeconfig=" + await cluster.KubeconfigForServiceAccountAsync("default", "reader");

        Assert.Contains("kube-root-ca.crt", await cluster.KubectlAsync("get", "configmaps", asReader), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<ProcessFailedException>(() => cluster.KubectlAsync("get", "secrets", asReader));
        Assert.Contains("system:serviceaccount:default:reader", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Forbidden", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_for_an_account_that_does_not_exist_is_refused_by_name()
    {
        await using var cluster = await ControlPlane.StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.KubeconfigForServiceAccountAsync("default", "ghost"));

        Assert.Contains("ghost", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_log_tells_who_asked_for_what_and_no_secret()
    {
        await using var cluster = await ControlPlane.StartAsync(new() { AuditLog = true });

        await cluster.KubectlAsync("create", "secret", "generic", "one", "--from-literal=password=never-in-a-log");

        var log = await File.ReadAllTextAsync(cluster.AuditLogPath!);
        Assert.Contains("\"verb\":\"create\",\"user\":{\"username\":\"kubernetes-admin\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("never-in-a-log", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("never-in-a-log"u8), log, StringComparison.Ordinal);
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

    private static async Task<int> CountPodsAsync(ControlPlane cluster) =>
        (await cluster.KubectlAsync("get", "pods", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Not within 60 s: {what}");
            await Task.Delay(100);
        }
    }
}
