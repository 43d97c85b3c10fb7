using System.Text.RegularExpressions;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.ClusterTests.Upgrade;

/// <summary>The operator as a next release might be: built from a copy of the sources in which both pod templates have one more revision.</summary>
public sealed partial class NextBuild : IAsyncLifetime
{
    /// <summary>By this the next revision's pods are told apart.</summary>
    public const int GracePeriod = 47;

    /// <summary>Of the next build's newest template revision.</summary>
    public const int Number = TemplateRevision.Newest + 1;

    private readonly string _directory = Directory.CreateTempSubdirectory("ministack-next-").FullName;

    public string Program => Path.Combine(_directory, "out", "MiniStack.Operator");

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Cluster.RepositoryRoot).Where(file => Path.GetExtension(file) is ".props" or ".json" or ".config"))
        {
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Cluster.RepositoryRoot, "src"), "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(Cluster.RepositoryRoot, file);
            if (relative.Split(Path.DirectorySeparatorChar) is [_, var project, .. var rest]
                && (project == "ApiPaths" || project.StartsWith("Operator", StringComparison.Ordinal) || rest.Length == 0) && !rest.Any(part => part is "bin" or "obj"))
            {
                Directory.CreateDirectory(Path.Combine(_directory, Path.GetDirectoryName(relative)!));
                File.Copy(file, Path.Combine(_directory, relative));
            }
        }

        Edit("TemplateRevision.cs", text => NewestPattern().Replace(text, $"Newest = {Number};"));
        Edit("ApiPodTemplate.cs", AddRevision);
        Edit("PostgresPodTemplate.cs", AddRevision);
        await ProcessRunner.RunOrThrowAsync(new(
            "dotnet",
            ["build", Path.Combine(_directory, "src/Operator/Operator.csproj"), "--output", Path.Combine(_directory, "out"), "-nodeReuse:false", "-p:RunAnalyzers=false", "-v", "q"]));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string AddRevision(string text) => NewestCasePattern().Replace(
        text,
        match => $$"""
            {{match.Value}}
                    {{Number}} => Next({{match.Groups["newest"].Value}}),
            """).TrimEnd()[..^1] + $$"""

                private static V1PodTemplateSpec Next(V1PodTemplateSpec template)
                {
                    template.Spec.TerminationGracePeriodSeconds = {{GracePeriod}};
                    return template;
                }
            }

            """;

    private void Edit(string file, Func<string, string> edit)
    {
        var path = Path.Combine(_directory, "src/Operator.Core/Resources", file);
        var before = File.ReadAllText(path);
        var after = edit(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
    }

    [GeneratedRegex(@"Newest = \d+;")]
    private static partial Regex NewestPattern();

    [GeneratedRegex(@"^ +(\d or )?2 => (?<newest>.*),$", RegexOptions.Multiline)]
    private static partial Regex NewestCasePattern();
}
