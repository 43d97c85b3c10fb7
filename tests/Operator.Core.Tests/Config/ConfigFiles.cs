namespace MiniStack.Operator.Core.Tests.Config;

/// <summary>The files under <c>config/</c>, by their path below it.</summary>
internal static class ConfigFiles
{
    private static readonly string Root = Path.Combine(FindRepository(), "config");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static IEnumerable<string> Under(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Order(StringComparer.Ordinal);

    /// <summary>The files that a folder's kustomization lists, in order.</summary>
    public static IEnumerable<string> Kustomization(string folder) =>
        Yaml.Documents(Read(Path.Combine(folder, "kustomization.yaml"))).Single()!["resources"]!.AsArray()
            .Select(entry => Path.Combine(folder, (string)entry!));

    /// <summary>Fails unless the file holds this text; with UPDATE_GOLDEN=1 in the environment, writes it instead.</summary>
    public static void AssertCurrent(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
            File.WriteAllText(Path.Combine(Root, path), text);
        }

        Assert.True(File.Exists(Path.Combine(Root, path)) && Read(path) == text,
            $"config/{path} is out of date: run this test again with UPDATE_GOLDEN=1 in the environment");
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Operator.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not within the repository");
    }
}
