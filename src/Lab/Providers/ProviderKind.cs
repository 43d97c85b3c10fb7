namespace MiniStack.Lab.Providers;

public enum ProviderKind
{
    /// <summary>The one that runs this cluster already, else kind where it can run, else the host.</summary>
    Auto,
    Kind,
    Host,
}
