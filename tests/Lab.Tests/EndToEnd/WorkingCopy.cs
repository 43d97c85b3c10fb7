using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>What a clone of the working copy as it is would have, in a temporary directory that goes with it.</summary>
internal sealed class WorkingCopy : IDisposable
{
    /// <summary>Arguments: the repository, and where to. Files that are neither tracked nor ignored are taken for new ones.</summary>
    private const string Script = """
        set -euo pipefail
        mkdir "$2"
        git -C "$1" -c safe.directory='*' ls-files -coz --exclude-standard |
          tar -C "$1" --null -T - --ignore-failed-read -c | tar -C "$2" --no-same-permissions --no-same-owner -x
        """;

    private WorkingCopy(string directory) => Directory = directory;

    /// <summary>Holds the copy, and has room for more.</summary>
    public string Directory { get; }

    public string Root => Path.Combine(Directory, "my clone");

    /// <param name="umask">Of its files and directories.</param>
    public static async Task<WorkingCopy> CreateAsync(string umask)
    {
        var copy = new WorkingCopy(System.IO.Directory.CreateTempSubdirectory("ministack-copy-").FullName);
        await ProcessRunner.RunOrThrowAsync(new("bash", ["-c", $"umask {umask}\n{Script}", "bash", Repository.Find(), copy.Root]));
        return copy;
    }

    /// <summary>A file of <see cref="Directory"/>, empty if it is not there.</summary>
    public string Read(string file) => Path.Combine(Directory, file) is var path && File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
