namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>Where the files lie that a build's output is compared with.</summary>
internal static class GoldenFolder
{
    public static bool IsBeingUpdated => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static string Find(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Operator.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Operator.sln above the tests.");
        }

        return Path.Combine(folder, "tests", "Operator.Core.Tests", "Resources", "Golden", name);
    }
}
