namespace MiniStack.Lab.Providers;

public enum ClusterState
{
    /// <summary>Nothing runs.</summary>
    Down,

    /// <summary>All components run.</summary>
    Running,

    /// <summary>Some of it runs, or what runs does not answer; <c>up</c> mends it, or says why not.</summary>
    Broken,
}
