namespace MiniStack.Cli;

/// <summary>How the program ends, for scripts.</summary>
internal static class ExitCodes
{
    /// <summary>Every stack that was shown is ready.</summary>
    public const int Ready = 0;

    /// <summary>One is not.</summary>
    public const int NotReady = 1;

    /// <summary>Nothing is known: wrong arguments, or a cluster that did not answer as it should.</summary>
    public const int Failed = 2;
}
