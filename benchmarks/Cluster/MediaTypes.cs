namespace MiniStack.Benchmarks.Cluster;

internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string ApplyPatch = "application/apply-patch+yaml";
    public const string JsonPatch = "application/json-patch+json";
}
