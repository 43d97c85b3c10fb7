using System.Text.Json;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>
/// Every child as it is applied, one file each. A change here rolls pods or replaces objects on every cluster that runs the operator.
/// UPDATE_GOLDEN=1 in the environment rewrites the files.
/// </summary>
public sealed class GoldenFileTests
{
    [Fact]
    public void A_minimal_stack_on_the_oldest_cluster() => Compare("minimal", Stacks.Minimal(), ClusterCapabilities.Oldest);

    [Fact]
    public void A_full_stack_on_the_newest_cluster() => Compare("full", Stacks.Full(), ClusterCapabilities.Newest);

    private static void Compare(string name, V1Alpha1MiniStack stack, ClusterCapabilities capabilities)
    {
        var folder = GoldenFolder.Find(name);
        var actual = Children.Build(stack, capabilities).ToDictionary(
            child => $"{child.Key}.yaml",
            child => YamlText.Of(JsonSerializer.SerializeToNode(child.Value, child.Value.GetType(), CoreJson.Default)!));

        if (GoldenFolder.IsBeingUpdated)
        {
            Directory.CreateDirectory(folder);
            foreach (var stale in Directory.GetFiles(folder))
            {
                File.Delete(stale);
            }

            foreach (var (file, text) in actual)
            {
                File.WriteAllText(Path.Combine(folder, file), text);
            }
        }

        var expected = Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f)!, File.ReadAllText);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.Equal(file.Value, actual[file.Key]));
    }
}
