using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Tests.Providers;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void Default_cluster_has_the_short_kubeconfig_path()
    {
        var settings = ClusterSettings.Create(ClusterSettings.DefaultName, "/repo");

        Assert.Equal("/repo/.lab/kubeconfig", settings.KubeconfigPath);
        Assert.Equal("/repo/.lab/ministack", settings.StateDirectory);
    }

    [Fact]
    public void Another_cluster_keeps_all_to_itself()
    {
        var settings = ClusterSettings.Create("ci", "/repo");

        Assert.Equal("/repo/.lab/ci/kubeconfig", settings.KubeconfigPath);
        Assert.Equal("/repo/.lab/ci", settings.StateDirectory);
    }
}
