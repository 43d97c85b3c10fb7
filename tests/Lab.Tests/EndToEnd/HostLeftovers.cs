namespace MiniStack.Lab.Tests.EndToEnd;

internal static class HostLeftovers
{
    public static IReadOnlyList<string> Find(Providers.ClusterSettings settings) => [settings.Name];
}
