using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Tests.Images;

public sealed class ImageArchiveTests : IDisposable
{
    private static readonly ContainerConfig Config = new()
    {
        User = "999:999",
        Environment = ["LANG=C.UTF-8"],
        Entrypoint = ["entry"],
        Command = ["serve"],
        Ports = ["5432/tcp"],
        StopSignal = "SIGINT",
    };

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Every_blob_is_named_by_its_own_digest()
    {
        var blobs = Tar.Read(await ArchiveAsync("postgres:17")).Where(e => e.Key.StartsWith("blobs/", StringComparison.Ordinal)).ToList();

        Assert.Equal(4, blobs.Count);
        Assert.All(blobs, blob => Assert.Equal("blobs/sha256/" + Convert.ToHexStringLower(SHA256.HashData(blob.Value.Content)), blob.Key));
    }

    [Fact]
    public async Task Index_leads_to_manifest_config_and_layers()
    {
        var files = Tar.Read(await ArchiveAsync("postgres:17"));

        var descriptor = Json(files, "index.json")["manifests"]![0]!;
        Assert.Equal("docker.io/library/postgres:17", (string?)descriptor["annotations"]!["io.containerd.image.name"]);
        var manifest = Blob(files, descriptor);
        var config = Blob(files, manifest["config"]!);
        Assert.Equal("""{"User":"999:999","ExposedPorts":{"5432/tcp":{}},"Env":["LANG=C.UTF-8"],"Entrypoint":["entry"],"Cmd":["serve"],"StopSignal":"SIGINT"}""",
            config["config"]!.ToJsonString());
        Assert.Equal("amd64", (string?)config["architecture"]);
        var layers = await LayersAsync();
        Assert.Equal(layers.Select(l => l.Digest), manifest["layers"]!.AsArray().Select(l => (string)l!["digest"]!));
        Assert.Equal(layers.Select(l => l.DiffId), config["rootfs"]!["diff_ids"]!.AsArray().Select(d => (string)d!));
    }

    [Fact]
    public async Task Docker_finds_the_same_files_by_its_own_manifest()
    {
        var files = Tar.Read(await ArchiveAsync("postgres:17"));

        var docker = Json(files, "manifest.json")[0]!;
        Assert.Equal("postgres:17", (string?)docker["RepoTags"]![0]);
        Assert.Contains((string)docker["Config"]!, files.Keys);
        Assert.All(docker["Layers"]!.AsArray(), layer => Assert.Contains((string)layer!, files.Keys));
    }

    [Fact]
    public async Task Same_content_gives_the_same_bytes()
        => Assert.Equal((await ArchiveAsync("postgres:17")).ToArray(), (await ArchiveAsync("postgres:17")).ToArray());

    [Theory]
    [InlineData("postgres")]
    [InlineData("postgres:latest")]
    public void Without_a_fixed_tag_an_image_is_refused(string reference)
        => Assert.Throws<ArgumentException>(() => new ImageArchive(reference, "amd64", Config, []));

    public void Dispose() => _directory.Dispose();

    private async Task<MemoryStream> ArchiveAsync(string reference)
    {
        var stream = new MemoryStream();
        new ImageArchive(reference, "amd64", Config, await LayersAsync()).Write(stream);
        stream.Position = 0;
        return stream;
    }

    private async Task<Layer[]> LayersAsync()
    {
        var cache = new LayerCache(_directory.Path);
        return [await LayerAsync("lower"), await LayerAsync("upper")];

        Task<Layer> LayerAsync(string name) => cache.GetAsync(name, "0123456789abcdef", layer =>
        {
            layer.AddFile(name, Tar.Content(name));
            return Task.CompletedTask;
        }, default);
    }

    private static JsonNode Json(Dictionary<string, (System.Formats.Tar.TarEntry Entry, byte[] Content)> files, string path)
        => JsonNode.Parse(files[path].Content)!;

    private static JsonNode Blob(Dictionary<string, (System.Formats.Tar.TarEntry Entry, byte[] Content)> files, JsonNode descriptor)
        => Json(files, "blobs/" + ((string)descriptor["digest"]!).Replace(':', '/'));
}
