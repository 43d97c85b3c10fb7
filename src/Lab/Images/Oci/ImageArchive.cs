using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniStack.Lab.Images.Oci;

/// <summary>
/// One image as one file: an OCI image layout (<c>index.json</c>, which containerd reads) that also has Docker's <c>manifest.json</c>
/// (which every version of <c>docker load</c> reads). Same layers and configuration, same bytes.
/// </summary>
internal sealed class ImageArchive
{
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string Created = "1970-01-01T00:00:00Z";

    private readonly string _reference;
    private readonly IReadOnlyList<Layer> _layers;
    private readonly byte[] _config;
    private readonly byte[] _manifest;

    /// <param name="reference">Name and tag of an image without a registry, such as <c>postgres:17</c>.</param>
    /// <param name="architecture">In OCI's words: <c>amd64</c>, <c>arm64</c>.</param>
    /// <param name="config">How its containers run.</param>
    /// <param name="layers">Its files, the lowest first.</param>
    public ImageArchive(string reference, string architecture, ContainerConfig config, IReadOnlyList<Layer> layers)
    {
        // With `latest`, or without a tag, a kubelet asks a registry at every start of a pod.
        if (!reference.Contains(':') || reference.EndsWith(":latest", StringComparison.Ordinal))
            throw new ArgumentException($"{reference} needs a tag other than latest.", nameof(reference));
        _reference = reference;
        _layers = layers;
        _config = Json(ConfigJson(architecture, config, layers));
        _manifest = Json(ManifestJson(_config, layers));
    }

    /// <summary>The image's digest, <c>sha256:…</c>: the manifest's.</summary>
    public string Digest => DigestOf(_manifest);

    /// <summary>The reference as containerd stores it.</summary>
    public string FullName => $"docker.io/library/{_reference}";

    public void Write(Stream destination)
    {
        using var tar = new TarWriter(destination, TarEntryFormat.Gnu, leaveOpen: true);
        Add(tar, "oci-layout", Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}"""));
        Add(tar, "index.json", Json(IndexJson()));
        Add(tar, "manifest.json", Json(DockerManifestJson()));
        Add(tar, BlobPath(DigestOf(_config)), _config);
        Add(tar, BlobPath(Digest), _manifest);
        foreach (var layer in _layers.DistinctBy(l => l.Digest))
        {
            using var content = File.OpenRead(layer.Path);
            Add(tar, BlobPath(layer.Digest), content);
        }
    }

    private static JsonObject ConfigJson(string architecture, ContainerConfig config, IReadOnlyList<Layer> layers) => new()
    {
        ["created"] = Created,
        ["architecture"] = architecture,
        ["os"] = "linux",
        ["config"] = config.ToJson(),
        ["rootfs"] = new JsonObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JsonArray([.. layers.Select(l => (JsonNode)l.DiffId)]),
        },
    };

    private static JsonObject ManifestJson(byte[] config, IReadOnlyList<Layer> layers) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = ManifestType,
        ["config"] = Descriptor(ConfigType, DigestOf(config), config.Length),
        ["layers"] = new JsonArray([.. layers.Select(l => Descriptor(LayerType, l.Digest, l.Size))]),
    };

    private JsonObject IndexJson()
    {
        var manifest = Descriptor(ManifestType, Digest, _manifest.Length);
        manifest["annotations"] = new JsonObject
        {
            ["io.containerd.image.name"] = FullName,
            ["org.opencontainers.image.ref.name"] = _reference[(_reference.IndexOf(':') + 1)..],
        };
        return new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = IndexType, ["manifests"] = new JsonArray(manifest) };
    }

    private JsonArray DockerManifestJson() => new(new JsonObject
    {
        ["Config"] = BlobPath(DigestOf(_config)),
        ["RepoTags"] = new JsonArray((JsonNode)_reference),
        ["Layers"] = new JsonArray([.. _layers.Select(l => (JsonNode)BlobPath(l.Digest))]),
    });

    private static JsonObject Descriptor(string mediaType, string digest, long size)
        => new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size };

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static string BlobPath(string digest) => "blobs/" + digest.Replace(':', '/');

    private static byte[] Json(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static void Add(TarWriter tar, string path, byte[] content) => Add(tar, path, new MemoryStream(content));

    private static void Add(TarWriter tar, string path, Stream content) => tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, path)
    {
        Mode = FileModes.Octal0644,
        ModificationTime = DateTimeOffset.UnixEpoch,
        AccessTime = default,
        ChangeTime = default,
        DataStream = content,
    });
}
