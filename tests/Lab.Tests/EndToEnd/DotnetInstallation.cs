using System.Runtime.InteropServices;

namespace MiniStack.Lab.Tests.EndToEnd;

internal static class DotnetInstallation
{
    /// <summary>The directory of the <c>dotnet</c> that runs this, which may be one in a user's home.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
