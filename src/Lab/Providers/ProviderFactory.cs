using System.Diagnostics;
using MiniStack.Lab.Host;
using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Providers;

public static class ProviderFactory
{
    public static IClusterProvider Create(ProviderKind provider, ClusterSettings settings) => provider switch
    {
        ProviderKind.Kind => new KindProvider(settings),
        ProviderKind.Host => new HostProvider(settings),
        _ => throw new UnreachableException(),
    };
}
