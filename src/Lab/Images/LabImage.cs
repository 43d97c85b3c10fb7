namespace MiniStack.Lab.Images;

/// <summary>A container image as an OCI archive, ready to be imported into a node.</summary>
/// <param name="Reference">Full name as containerd stores it, such as <c>docker.io/library/postgres:17</c>.</param>
/// <param name="ArchivePath">Absolute path of the OCI image layout as a tar file.</param>
/// <param name="SizeBytes">Size of the archive in bytes.</param>
public sealed record LabImage(string Reference, string ArchivePath, long SizeBytes);
