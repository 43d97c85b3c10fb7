using System.Formats.Tar;
using System.Text;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class LoadableImagesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    [Theory]
    [InlineData("api", "ministack-api:dev")]
    [InlineData("operator", "ministack-operator:dev")]
    [InlineData("fastapi", "fastapi-sample:dev")]
    [InlineData("ministack-api:dev", "ministack-api:dev")]
    [InlineData("docker.io/library/postgres:15", "postgres:15")]
    [InlineData("postgres", "postgres:17", "postgres:15")]
    [InlineData("acme/api:1")]
    public void Own_image_is_known_by_its_short_name_and_its_reference(string image, params string[] references)
    {
        Assert.Equal(references, LoadableImages.Own(image));
    }

    [Fact]
    public void Archive_of_docker_save_names_its_images()
    {
        var archive = Archive("""[{"RepoTags": ["acme/api:1"]}, {"RepoTags": null}]""");

        var image = Assert.Single(LoadableImages.ReadArchive(archive));

        Assert.Equal(("docker.io/acme/api:1", archive), (image.Reference, image.ArchivePath));
        Assert.Equal(new FileInfo(archive).Length, image.SizeBytes);
    }

    [Fact]
    public void Archive_without_a_name_is_refused()
    {
        Assert.Contains("names no image", Assert.Throws<LabException>(() => LoadableImages.ReadArchive(Archive("[]"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_archive_is_refused()
    {
        var file = Path.Combine(_directory.FullName, "text");
        File.WriteAllText(file, new string('x', 2000));

        Assert.Contains(file, Assert.Throws<LabException>(() => LoadableImages.ReadArchive(file)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Archive(string manifest)
    {
        var path = Path.Combine(_directory.FullName, "image.tar");
        using var file = File.Create(path);
        using var tar = new TarWriter(file);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(manifest)) });
        return path;
    }
}
