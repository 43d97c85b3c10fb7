namespace MiniStack.Lab;

public static class Repository
{
    /// <summary>The working copy this program was built in; the current directory does not matter.</summary>
    /// <exception cref="LabException">The program was moved out of it.</exception>
    public static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Operator.sln")))
                return directory.FullName;
        }
        throw new LabException($"No repository was found above {AppContext.BaseDirectory}; run the lab with ./lab from a working copy.");
    }
}
