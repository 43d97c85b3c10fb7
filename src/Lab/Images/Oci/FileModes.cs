namespace MiniStack.Lab.Images.Oci;

/// <summary>The permissions that image files have, by their octal digits.</summary>
internal static class FileModes
{
    public const UnixFileMode Octal0644 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode Octal0700 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public const UnixFileMode Octal0755 = Octal0700
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public const UnixFileMode Octal0777 = Octal0755 | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    public const UnixFileMode Octal1777 = Octal0777 | UnixFileMode.StickyBit;
    public const UnixFileMode Octal3777 = Octal1777 | UnixFileMode.SetGroup;
}
