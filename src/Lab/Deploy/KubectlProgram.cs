using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Deploy;

public static class KubectlProgram
{
    /// <summary>kubectl from PATH, else the one that was built into the cache with the host provider's cluster programs.</summary>
    /// <exception cref="LabException">Neither is there.</exception>
    public static string Find(ClusterSettings settings) =>
        Programs.Find("kubectl")
        ?? (Directory.Exists(settings.CacheDirectory)
            ? Directory.EnumerateFiles(settings.CacheDirectory, "kubectl", SearchOption.AllDirectories).FirstOrDefault()
            : null)
        ?? throw new LabException("kubectl is not on PATH; install it (kubernetes.io/docs/tasks/tools, or Debian's kubernetes-client).");
}
