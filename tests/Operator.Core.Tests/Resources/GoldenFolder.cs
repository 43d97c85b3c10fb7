namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>Where the files lie that a build's output is compared with.</summary>
internal static class GoldenFolder
{
    public static bool IsBeingUpdated => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static string Find(string name) => Path.Combine(Project, "Resources", "Golden", name);

    /// <summary>Of this project's sources.</summary>
    public static string Project { get; } = FindProject();

    private static string FindProject()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Operator.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Operator.sln above the tests.");
        }

        return Path.Combine(folder, "tests", "Operator.Core.Tests");
    }
}
