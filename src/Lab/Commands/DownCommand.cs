using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Commands;

public sealed class DownCommand(LabSession session)
{
    public async Task<int> RunAsync(bool purge, CancellationToken cancellationToken)
    {
        var settings = session.Settings;
        // Without a record the provider is unknown, and each finds nothing where it made nothing.
        var kind = ProviderRecord.Read(settings) ?? session.Requested;
        ProviderKind[] kinds = kind == ProviderKind.Auto ? [ProviderKind.Kind, ProviderKind.Host] : [kind];
        await session.Console.RunAsync(async progress =>
        {
            foreach (var each in kinds)
                await ProviderFactory.Create(each, settings).DownAsync(purge, progress, cancellationToken);
        });
        Delete(settings.StateDirectory);
        if (File.Exists(settings.KubeconfigPath))
            File.Delete(settings.KubeconfigPath);
        session.Console.WriteLine($"Cluster {settings.Name} is gone; {Cache(settings, purge)}.");
        return 0;
    }

    /// <summary>Clusters of other names and other working copies run from the same cache, each with a directory of its own in it.</summary>
    private static string Cache(ClusterSettings settings, bool purge)
    {
        var cache = settings.CacheDirectory;
        if (!purge)
            return $"what was built stays in {cache}";
        var hosts = Path.Combine(cache, "host");
        if (Directory.Exists(hosts) && Directory.EnumerateDirectories(hosts).FirstOrDefault() is { } other)
            return $"the cache {cache} stays, since {Path.GetFileName(other)} uses it too";
        Delete(cache);
        return $"and so is the cache {cache}";
    }

    private static void Delete(string directory)
    {
        try
        {
            OwnDirectory.Delete(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException(e.Message, innerException: e);
        }
    }
}
