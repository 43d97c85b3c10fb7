namespace MiniStack.Lab.Tests.EndToEnd;

internal static class HostLeftovers
{
    public static IReadOnlyList<string> Find(MiniStack.Lab.Providers.ClusterSettings settings) => [settings.Name];
}
