namespace MiniStack.Lab.Images;

internal static class DiskFull
{
    private const int NoSpaceLeftOnDevice = 28;

    public static bool Is(IOException e) => e.HResult == NoSpaceLeftOnDevice;
}
