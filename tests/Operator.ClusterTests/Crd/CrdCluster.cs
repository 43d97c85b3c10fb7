using System.Text.Json.Nodes;
using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.ClusterTests.Crd;

/// <summary>An API server with everything of <c>config/install.yaml</c>, and one MiniStack, <c>kept</c>, to change.</summary>
public sealed class CrdCluster : IAsyncLifetime
{
    public ControlPlane ControlPlane { get; private set; } = null!;

    public bool KnowsRules => ControlPlane.ServerVersion.IsAtLeast(1, 29);

    /// <summary>The server itself refuses unknown fields when it is asked to.</summary>
    public bool KnowsStrictness => ControlPlane.ServerVersion.IsAtLeast(1, 25);

    public static string Config { get; } = Path.Combine(FindRepository(), "config");

    public async ValueTask InitializeAsync()
    {
        ControlPlane = await ControlPlane.StartAsync();
        await ControlPlane.KubectlAsync("apply", "-f", Path.Combine(Config, KnowsRules ? "install.yaml" : "before-1.29/install.yaml"));
        await ControlPlane.KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd/ministacks.ministack.dev");
        await ControlPlane.KubectlAsync(["create", "-f", "-"], Stack("kept").ToJsonString());
        await WaitForSchemaAsync();
    }

    public ValueTask DisposeAsync() => ControlPlane.DisposeAsync();

    /// <summary>The smallest valid MiniStack.</summary>
    public static JsonObject Stack(string name) => new()
    {
        ["apiVersion"] = V1Alpha1MiniStack.GroupVersion,
        ["kind"] = V1Alpha1MiniStack.KubeKind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["spec"] = new JsonObject { ["api"] = new JsonObject { ["image"] = "localhost/none:1" } },
    };

    /// <summary>The schema that kubectl validates by is published some time after the CRD is established.</summary>
    private async Task WaitForSchemaAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            try
            {
                await ControlPlane.KubectlAsync("explain", "ministack.spec.api.image");
                return;
            }
            catch (ProcessFailedException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>What the server says to the object, by a dry run; null if it takes it. kubectl's own validation is off.</summary>
    public Task<string?> RefusalOfCreateAsync(JsonObject stack) => RefusalAsync(["create", "--dry-run=server", "--validate=false", "-f", "-"], stack);

    /// <summary>What the server says to the change of a stack, by a dry run; null if it takes it.</summary>
    public Task<string?> RefusalOfPatchAsync(JsonObject patch, string stack = "kept") =>
        RefusalAsync(["patch", "ministack", stack, "--dry-run=server", "--type=merge", "-p", patch.ToJsonString()], null);

    private async Task<string?> RefusalAsync(string[] arguments, JsonObject? input)
    {
        try
        {
            await ControlPlane.KubectlAsync(arguments, input?.ToJsonString());
            return null;
        }
        catch (ProcessFailedException e)
        {
            return e.Message;
        }
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Operator.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not within the repository");
    }
}
