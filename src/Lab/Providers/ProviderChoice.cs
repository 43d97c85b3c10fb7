namespace MiniStack.Lab.Providers;

/// <summary>Which provider <c>up</c> uses, or why there is none.</summary>
public sealed record ProviderChoice(ProviderKind Provider, string? Refusal)
{
    /// <param name="requested">What <c>--provider</c> says.</param>
    /// <param name="running">The provider that an earlier <c>up</c> of this cluster used, or null.</param>
    /// <param name="kindMissing">What kind lacks on this machine, or null.</param>
    /// <param name="hostMissing">What the host provider lacks on this machine, or null.</param>
    public static ProviderChoice Choose(ProviderKind requested, ProviderKind? running, string? kindMissing, string? hostMissing)
    {
        if (running is { } current)
        {
            return requested == ProviderKind.Auto || requested == current
                ? new(current, Missing(current))
                : new(current, $"This cluster runs with the provider {NameOf(current)}; take it down with `./lab down` before it starts with {NameOf(requested)}.");
        }

        return requested switch
        {
            ProviderKind.Auto when kindMissing is null => new(ProviderKind.Kind, null),
            ProviderKind.Auto when hostMissing is null => new(ProviderKind.Host, null),
            ProviderKind.Auto => new(ProviderKind.Host, $"No provider can run here. kind: {kindMissing} host: {hostMissing}"),
            _ => new(requested, Missing(requested)),
        };

        string? Missing(ProviderKind provider) => provider == ProviderKind.Kind ? kindMissing : hostMissing;
    }

    /// <summary>As <c>--provider</c> takes it.</summary>
    public static string NameOf(ProviderKind provider) => provider switch
    {
        ProviderKind.Kind => "kind",
        ProviderKind.Host => "host",
        _ => "auto",
    };
}
