namespace MiniStack.Lab.Images;

/// <summary>A shared framework, and the directory that holds its files.</summary>
internal sealed record DotnetRuntime(string Name, string Version, string Directory)
{
    public const string Core = "Microsoft.NETCore.App";
    public const string AspNetCore = "Microsoft.AspNetCore.App";

    /// <summary>
    /// Both frameworks in their newest version of one major, from lines such as
    /// <c>Microsoft.NETCore.App 10.0.12 [/usr/share/dotnet/shared/Microsoft.NETCore.App]</c>.
    /// </summary>
    public static IReadOnlyList<DotnetRuntime> Newest(string listRuntimes, int major)
    {
        var runtimes = listRuntimes.Split('\n').Select(line => line.Split(' ', 3)).Where(f => f.Length == 3)
            .Select(f => new DotnetRuntime(f[0], f[1], Path.Combine(f[2].Trim('[', ']'), f[1])))
            .Where(r => System.Version.TryParse(r.Version, out var version) && version.Major == major)
            .OrderByDescending(r => System.Version.Parse(r.Version))
            .ToList();
        return [.. ((string[])[Core, AspNetCore]).Select(name => runtimes.FirstOrDefault(r => r.Name == name)
            ?? throw new LabException($"dotnet --list-runtimes names no {name} {major}: install the .NET {major} SDK."))];
    }
}
