namespace MiniStack.Lab.ControlPlane;

/// <summary>Files that hold keys: readable by their owner alone from the first moment, and never half written.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string text)
    {
        var temporary = path + ".tmp";
        // A file left by a crash keeps its mode when it is opened again.
        File.Delete(temporary);
        using (var writer = new StreamWriter(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            writer.Write(text);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public static void CreateDirectory(string path) => Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
}
