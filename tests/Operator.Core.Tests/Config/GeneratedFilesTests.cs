using System.Text.Json.Nodes;

namespace MiniStack.Operator.Core.Tests.Config;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void The_crd_for_old_clusters_is_current() =>
        ConfigFiles.AssertCurrent(Crd.PathBefore129, Crd.TextWithoutRules(ConfigFiles.Read(Crd.Path)));

    [Fact]
    public void The_crd_for_old_clusters_differs_in_its_rules_alone()
    {
        var copy = Crd.TextWithoutRules(ConfigFiles.Read(Crd.Path));

        Assert.DoesNotContain("x-kubernetes-validations", copy, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(Crd.WithoutRules(Crd.Load(Crd.Path)), Yaml.Documents(copy).Single()));
    }

    [Fact]
    public void Install_yaml_is_current() => ConfigFiles.AssertCurrent("install.yaml", Install(ConfigFiles.Read));

    [Fact]
    public void Install_yaml_for_old_clusters_is_current() =>
        ConfigFiles.AssertCurrent("before-1.29/install.yaml", Install(path => path == Crd.Path ? Crd.TextWithoutRules(ConfigFiles.Read(path)) : ConfigFiles.Read(path)));

    [Fact]
    public void The_kustomizations_list_the_same_files() => Assert.Equal(
        new[] { "crds", "manager", "rbac" }.SelectMany(ConfigFiles.Kustomization).Order(),
        ConfigFiles.Kustomization("").Order());

    /// <summary>Everything that config/kustomization.yaml lists, in its order, as one file.</summary>
    private static string Install(Func<string, string> read) =>
        "# Generated from the files beside it: everything that MiniStack needs in a cluster.\n"
        + string.Join("---\n", ConfigFiles.Kustomization("").Select(read));
}
