using MiniStack.Lab.ControlPlane;

namespace MiniStack.Lab.Images.Debian;

/// <summary>Packages whose programs run from the cache: unpacked there, not installed, so that none of their scripts runs.</summary>
internal static class UnpackedPackages
{
    /// <summary>Unpacks them unless that is done. Whole or not at all; processes that ask at once wait for one.</summary>
    /// <param name="root">The directory they are unpacked to.</param>
    /// <param name="suite">Where they come from.</param>
    /// <param name="resolve">Which, with all that they depend on.</param>
    /// <param name="complete">Called with the directory as it is before it has its name, for what installing would add.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="LabException">They cannot be downloaded.</exception>
    public static async Task EnsureAsync(
        string root, DebianSuite suite, Func<CancellationToken, Task<IReadOnlyList<DebianPackage>>> resolve, Action<string> complete, CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.AcquireAsync(root + ".lock", cancellationToken: cancellationToken);
        if (Directory.Exists(root))
            return;
        try
        {
            await UnpackAsync();
        }
        catch (LabException) when (suite.ForgetOldLists())
        {
            await UnpackAsync();
        }

        async Task UnpackAsync()
        {
            var partial = root + ".partial";
            OwnDirectory.Delete(partial); // left by one that failed
            var downloads = Directory.CreateDirectory(Path.Combine(partial, "debs")).FullName;
            await suite.DownloadAsync(await resolve(cancellationToken), downloads, cancellationToken);
            foreach (var file in Directory.GetFiles(downloads, "*.deb"))
                await Tool.ReadAsync("dpkg-deb", ["-x", file, partial], cancellationToken);
            OwnDirectory.Delete(downloads);
            complete(partial);
            Directory.Move(partial, root);
        }
    }
}
