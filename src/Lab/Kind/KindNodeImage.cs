namespace MiniStack.Lab.Kind;

public static class KindNodeImage
{
    /// <summary>
    /// The default of kind 0.27. Named here, not left to kind: its program does not tell its default, and pulls it without a word.
    /// Newer kinds run it too. Source: kind's release notes, which pin each image by digest.
    /// </summary>
    public const string Default = "kindest/node:v1.32.2@sha256:f226345927d7e348497136874b6d207e0b32cc52154ad8323129352923a3142f";

    /// <summary>The images that the nodes will run: the one asked for, else those the configuration names, else the default.</summary>
    public static IReadOnlyList<string> Choose(string? requested, KindConfig config) =>
        requested is not null ? [requested] : config.NodeImages is { Count: > 0 } named ? named : [Default];

    /// <summary>What kind gets as <c>--image</c>, which wins over the configuration; null where the configuration names its own.</summary>
    public static string? Argument(string? requested, KindConfig config) =>
        requested ?? (config.NodeImages.Count > 0 ? null : Default);
}
