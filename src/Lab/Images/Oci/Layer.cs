namespace MiniStack.Lab.Images.Oci;

/// <param name="Path">The gzip-compressed tar.</param>
/// <param name="Digest">Of the compressed bytes, <c>sha256:…</c>.</param>
/// <param name="DiffId">Of the tar, <c>sha256:…</c>.</param>
/// <param name="Size">Of the compressed file, in bytes.</param>
internal sealed record Layer(string Path, string Digest, string DiffId, long Size);
