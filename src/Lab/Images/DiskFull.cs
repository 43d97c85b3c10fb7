namespace MiniStack.Lab.Images;

internal static class DiskFull
{
    /// <summary>Linux's ENOSPC, which an <see cref="IOException"/> carries as its HResult.</summary>
    public const int NoSpaceLeftOnDevice = 28;

    public static bool Is(IOException e) => e.HResult == NoSpaceLeftOnDevice;
}
