namespace MiniStack.Lab.ControlPlane.Binaries;

/// <summary>Where things that are slow to make are kept between runs and between checkouts.</summary>
public static class MiniStackCache
{
    /// <summary><c>$XDG_CACHE_HOME/ministack</c>, by default <c>~/.cache/ministack</c>.</summary>
    public static string Directory =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? Path.Combine(cache, "ministack")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "ministack");
}
