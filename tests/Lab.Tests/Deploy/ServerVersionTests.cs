using System.Text.Json;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class ServerVersionTests
{
    [Theory]
    [InlineData("1", "20", "config/before-1.29/install.yaml")]
    [InlineData("1", "28", "config/before-1.29/install.yaml")]
    [InlineData("1", "29", "config/install.yaml")]
    [InlineData("1", "36+", "config/install.yaml")]
    [InlineData("2", "0", "config/install.yaml")]
    public void Server_older_than_1_29_takes_the_manifest_without_validation_rules(string major, string minor, string manifest)
    {
        using var json = JsonDocument.Parse($$$"""
            {"clientVersion": {"major": "1", "minor": "32"},
             "serverVersion": {"major": "{{{major}}}", "minor": "{{{minor}}}", "gitVersion": "v{{{major}}}.{{{minor}}}.2"}}
            """);

        Assert.Equal(manifest, ServerVersion.Parse(json.RootElement).InstallManifest);
    }

    [Theory]
    [InlineData("config/install.yaml")]
    [InlineData("config/before-1.29/install.yaml")]
    public void Manifest_is_there(string manifest)
    {
        Assert.True(File.Exists(Path.Combine(Repository.Find(), manifest)));
    }
}
