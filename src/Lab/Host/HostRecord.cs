namespace MiniStack.Lab.Host;

/// <summary>What <c>up</c> remembers of the node it started.</summary>
/// <param name="ProcessId">Of the process that holds the namespaces, as the host sees it; 0 before it was started.</param>
/// <param name="StartTime">Its start in clock ticks since boot: a process id alone may be someone else's by now.</param>
/// <param name="BootId">The kernel's id of the boot it ran in.</param>
/// <param name="Slice">Index of its <see cref="NetworkSlice"/>.</param>
public sealed record HostRecord(int ProcessId, long StartTime, string BootId, int Slice);
