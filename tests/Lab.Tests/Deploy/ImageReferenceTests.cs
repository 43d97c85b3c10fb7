using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("postgres", "docker.io/library/postgres:latest")]
    [InlineData("postgres:17", "docker.io/library/postgres:17")]
    [InlineData("acme/api:1", "docker.io/acme/api:1")]
    [InlineData("docker.io/library/postgres:17", "docker.io/library/postgres:17")]
    [InlineData("ghcr.io/acme/api", "ghcr.io/acme/api:latest")]
    [InlineData("localhost/api:1", "localhost/api:1")]
    [InlineData("localhost:5000/api", "localhost:5000/api:latest")]
    [InlineData("registry:5000/acme/api@sha256:abc", "registry:5000/acme/api@sha256:abc")]
    public void Name_is_written_out_as_containerd_does(string reference, string normalized)
    {
        Assert.Equal(normalized, ImageReference.Normalize(reference));
        Assert.Equal(normalized, ImageReference.Normalize(normalized));
    }
}
