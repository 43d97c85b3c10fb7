using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images.Debian;

/// <summary>Root file systems of Debian packages as layers: made anew when a package's version or the recipe changes.</summary>
/// <param name="directory">For the package lists.</param>
/// <param name="layers">Where they are kept.</param>
/// <param name="progress">Hears what takes long.</param>
internal sealed class DebianLayers(string directory, LayerCache layers, IProgress<string> progress)
{
    public async Task<Layer> GetAsync(DebianRecipe recipe, CancellationToken cancellationToken)
    {
        var suite = new DebianSuite(recipe.Suite, Path.Combine(directory, recipe.Suite), progress);
        try
        {
            return await GetAsync(recipe, suite, cancellationToken);
        }
        catch (LabException) when (suite.ForgetOldLists())
        {
            return await GetAsync(recipe, suite, cancellationToken);
        }
    }

    private async Task<Layer> GetAsync(DebianRecipe recipe, DebianSuite suite, CancellationToken cancellationToken)
    {
        var packages = (await suite.ResolveAsync(recipe.Packages, cancellationToken)).Where(recipe.Takes).ToList();
        return await layers.GetAsync(recipe.Name, recipe.KeyFor(packages), layer => WriteAsync(recipe, suite, packages, layer, cancellationToken), cancellationToken);
    }

    private async Task WriteAsync(
        DebianRecipe recipe, DebianSuite suite, List<DebianPackage> packages, LayerWriter layer, CancellationToken cancellationToken)
    {
        var downloads = Path.Combine(directory, $"{recipe.Name}.debs");
        OwnDirectory.Delete(downloads); // left by a killed build, perhaps of other versions
        Directory.CreateDirectory(downloads);
        try
        {
            progress.Report($"Downloading {packages.Count} packages of Debian {recipe.Suite}");
            await suite.DownloadAsync(packages, downloads, cancellationToken);
            progress.Report($"Unpacking {packages.Count} packages");
            var filesystem = new DebianFilesystem(recipe, layer);
            filesystem.AddSkeleton();
            foreach (var file in Directory.GetFiles(downloads, "*.deb").Order(StringComparer.Ordinal))
                await filesystem.AddPackageAsync(file, cancellationToken);
            filesystem.Complete();
        }
        finally
        {
            OwnDirectory.Delete(downloads);
        }
    }
}
