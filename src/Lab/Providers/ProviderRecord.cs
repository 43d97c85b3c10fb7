namespace MiniStack.Lab.Providers;

/// <summary>Remembers which provider runs a cluster, so that every other verb finds it; it goes with the state directory on <c>down</c>.</summary>
public static class ProviderRecord
{
    public static ProviderKind? Read(ClusterSettings settings)
    {
        var path = PathOf(settings);
        return File.Exists(path) && Enum.TryParse<ProviderKind>(File.ReadAllText(path).Trim(), ignoreCase: true, out var provider)
            ? provider
            : null;
    }

    /// <summary>Written before the cluster starts, so that <c>down</c> also clears a start that failed halfway.</summary>
    public static void Write(ClusterSettings settings, ProviderKind provider)
    {
        Directory.CreateDirectory(settings.StateDirectory);
        File.WriteAllText(PathOf(settings), ProviderChoice.NameOf(provider) + "\n");
    }

    private static string PathOf(ClusterSettings settings) => Path.Combine(settings.StateDirectory, "provider");
}
