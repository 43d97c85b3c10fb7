using System.Runtime.CompilerServices;

namespace MiniStack.Lab.ControlPlane.Tests;

/// <summary>Compares with a file beside the tests; UPDATE_GOLDEN=1 writes it instead, for review as a diff.</summary>
internal static class Golden
{
    public static void Verify(string name, string actual, [CallerFilePath] string caller = "")
    {
        var root = Path.GetDirectoryName(caller)!;
        while (!File.Exists(Path.Combine(root, "Lab.ControlPlane.Tests.csproj")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var file = Path.Combine(root, "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file), actual);
    }
}
