namespace MiniStack.Lab.Providers;

public enum ProgressState
{
    /// <summary>The phase starts, or goes on with another detail.</summary>
    Running,
    Done,
    Failed,
}
