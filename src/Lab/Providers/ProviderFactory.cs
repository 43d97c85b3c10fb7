using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Providers;

public static class ProviderFactory
{
    public static IClusterProvider Create(ProviderKind provider, ClusterSettings settings) => provider switch
    {
        ProviderKind.Kind => new KindProvider(settings),
        _ => throw new LabException($"The provider {ProviderChoice.NameOf(provider)} is not there yet for {settings.Name}."),
    };
}
