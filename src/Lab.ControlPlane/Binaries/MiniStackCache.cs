namespace MiniStack.Lab.ControlPlane.Binaries;

/// <summary>Where things that are slow to make are kept between runs and between checkouts.</summary>
public static class MiniStackCache
{
    /// <summary><c>$XDG_CACHE_HOME/ministack</c>, by default <c>~/.cache/ministack</c>.</summary>
    public static string Directory => Path.Combine(
        // A relative path is to be ignored: XDG Base Directory Specification.
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache)
            ? cache
            // A home that is not there yet is one nevertheless, and no name for the current directory.
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache"),
        "ministack");
}
