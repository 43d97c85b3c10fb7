using MiniStack.Lab.Deploy;
using MiniStack.Lab.Images;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class LoadedImagesTests : IDisposable
{
    private static readonly LabImage Api = new("docker.io/library/api:dev", "/cache/api-1.tar", 1);
    private static readonly LabImage Database = new("docker.io/library/postgres:17", "/cache/postgres-1.tar", 1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    [Fact]
    public void An_image_whose_loading_was_never_finished_counts_as_changed()
    {
        var loaded = new LoadedImages(Path.Combine(_directory.FullName, "loaded"));
        loaded.Record([Database]);

        loaded.Begin([Api, Database]);

        Assert.Equal([Api.Reference], loaded.Changed([Api, Database]));
    }

    [Fact]
    public void Image_with_another_archive_has_changed()
    {
        var loaded = new LoadedImages(Path.Combine(_directory.FullName, "state", "loaded"));
        loaded.Record([Api, Database]);

        Assert.Equal([Api.Reference], loaded.Changed([Api with { ArchivePath = "/cache/api-2.tar" }, Database]));
    }

    [Fact]
    public void Image_that_was_never_loaded_needs_no_restart()
    {
        Assert.Empty(new LoadedImages(Path.Combine(_directory.FullName, "loaded")).Changed([Api]));
    }

    [Fact]
    public void Recording_one_image_keeps_the_others()
    {
        var loaded = new LoadedImages(Path.Combine(_directory.FullName, "loaded"));
        loaded.Record([Api, Database]);
        loaded.Record([Api with { ArchivePath = "/cache/api-2.tar" }]);

        Assert.Equal([Database.Reference], loaded.Changed([Database with { ArchivePath = "/cache/postgres-2.tar" }]));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
