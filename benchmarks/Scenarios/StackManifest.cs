using System.Text;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>The MiniStack of every benchmark: what a newcomer writes, and no more.</summary>
internal static class StackManifest
{
    public static byte[] Json(string name) => Encoding.UTF8.GetBytes(
        $$$"""{"apiVersion":"ministack.dev/v1alpha1","kind":"MiniStack","metadata":{"name":"{{{name}}}"},"spec":{"api":{"image":"example.test/api:1"},"database":{"storage":{"size":"1Gi"} } } }""");
}
