using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Commands;

public sealed class DownCommand(LabSession session)
{
    public async Task<int> RunAsync(bool purge, CancellationToken cancellationToken)
    {
        var settings = session.Settings;
        if (purge && OtherClusters(settings) is [var other, ..])
            throw new LabException($"The cluster {other} still uses the cache; take it down first (`./lab down --name {other}`).");

        // Without a record the provider is unknown, and each finds nothing where it made nothing.
        var kind = ProviderRecord.Read(settings) ?? session.Requested;
        ProviderKind[] kinds = kind == ProviderKind.Auto ? [ProviderKind.Kind, ProviderKind.Host] : [kind];
        await session.Console.RunAsync(async progress =>
        {
            foreach (var each in kinds)
                await ProviderFactory.Create(each, settings).DownAsync(purge, progress, cancellationToken);
        });
        if (Directory.Exists(settings.StateDirectory))
            Directory.Delete(settings.StateDirectory, recursive: true);
        File.Delete(settings.KubeconfigPath);
        if (purge && Directory.Exists(settings.CacheDirectory))
            Directory.Delete(settings.CacheDirectory, recursive: true);
        session.Console.WriteLine(purge
            ? $"Cluster {settings.Name} is gone, and so is the cache {settings.CacheDirectory}."
            : $"Cluster {settings.Name} is gone; what was built stays in {settings.CacheDirectory}.");
        return 0;
    }

    private static IReadOnlyList<string> OtherClusters(ClusterSettings settings)
    {
        var lab = Path.GetDirectoryName(settings.StateDirectory)!;
        return !Directory.Exists(lab)
            ? []
            : [.. Directory.EnumerateDirectories(lab)
                .Select(directory => Path.GetFileName(directory))
                .Where(name => name != settings.Name && ProviderRecord.Read(settings with { StateDirectory = Path.Combine(lab, name) }) is not null)];
    }
}
