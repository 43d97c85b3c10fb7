namespace MiniStack.Lab.Providers;

public static class ProviderFactory
{
    public static IClusterProvider Create(ProviderKind provider, ClusterSettings settings) => provider switch
    {
        _ => throw new LabException($"The provider {ProviderChoice.NameOf(provider)} is not there yet for {settings.Name}."),
    };
}
