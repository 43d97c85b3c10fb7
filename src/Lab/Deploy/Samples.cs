using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Deploy;

public static class Samples
{
    /// <summary>What <c>kubectl apply</c> takes for the sample: the plain file, or its overlay where the provider needs one.</summary>
    public static IReadOnlyList<string> ApplyArguments(string repositoryDirectory, ProviderKind provider)
    {
        var samples = Path.Combine(repositoryDirectory, "config", "samples");
        var overlay = Path.Combine(samples, "overlays", ProviderChoice.NameOf(provider));
        return Directory.Exists(overlay) ? ["-k", overlay] : ["-f", Path.Combine(samples, "demo.yaml")];
    }
}
