using MiniStack.Lab.ControlPlane.Binaries;

namespace MiniStack.Lab.ControlPlane.Tests.Binaries;

public sealed class KubernetesVersionTests
{
    [Theory]
    [InlineData("Kubernetes v1.20.2\n", "v1.20.2")]
    [InlineData("Kubernetes v1.36.0-rc.1+abc", "v1.36.0")]
    public void Reads_what_the_programs_print(string output, string expected) => Assert.Equal(expected, KubernetesVersion.Parse(output).ToString());

    [Fact]
    public void Text_without_a_version_is_refused_with_that_text() =>
        Assert.Contains("nonsense", Assert.Throws<FormatException>(() => KubernetesVersion.Parse("nonsense")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 20, true)]
    [InlineData(1, 9, true)]
    [InlineData(1, 21, false)]
    [InlineData(2, 0, false)]
    public void Releases_are_ordered_by_number(int major, int minor, bool expected) =>
        Assert.Equal(expected, new KubernetesVersion(1, 20, 2).IsAtLeast(major, minor));
}
