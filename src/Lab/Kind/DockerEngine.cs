using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Kind;

/// <summary>The Docker engine, through its command line, which knows contexts, remote hosts and credentials.</summary>
public sealed class DockerEngine
{
    private const string Program = "docker";

    // An engine that is there answers at once; one behind a dead socket or tunnel never does.
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookUpDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PullDeadline = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SilenceDeadline = TimeSpan.FromMinutes(3);

    // BuildKit says what went wrong, and after it a dozen lines on where in the Dockerfile that was.
    private const int BuildTail = 30;

    /// <summary>One sentence when no engine answers, else null.</summary>
    public static async Task<string?> FindMissingAsync(CancellationToken cancellationToken)
    {
        if (Programs.Find(Program) is null)
            return "docker is not on PATH; install Docker (docs.docker.com/get-docker, or Debian's docker.io).";
        var result = await RunAsync(AnswerDeadline, cancellationToken, "version", "--format", "{{.Server.Version}}");
        return result.ExitCode == 0
            ? null
            : $"No Docker engine answers ({Reason(result)}); start it, and see that `docker version` works for this user.";
    }

    /// <summary>The engine's own directory where it is on this machine, else null (a virtual machine or a remote host).</summary>
    public static async Task<string?> FindDataDirectoryAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync(AnswerDeadline, cancellationToken, "info", "--format", "{{.DockerRootDir}}");
        var directory = result.Output.Trim();
        return result.ExitCode == 0 && Directory.Exists(directory) ? directory : null;
    }

    public static async Task<bool> HasImageAsync(string image, CancellationToken cancellationToken) =>
        (await RunAsync(AnswerDeadline, cancellationToken, "image", "inspect", "--format", "{{.Id}}", image)).ExitCode == 0;

    /// <summary>Why the registry would not give the image, in a few words, or null when it would. Pulls nothing.</summary>
    public static async Task<string?> WhyNotPullableAsync(string image, CancellationToken cancellationToken)
    {
        var result = await RunAsync(LookUpDeadline, cancellationToken, "manifest", "inspect", image);
        return result.ExitCode == 0 ? null : Reason(result);
    }

    /// <summary>Pulls and reports every layer.</summary>
    /// <exception cref="LabException">Refused, or silent for three minutes, or not done after fifteen.</exception>
    public static async Task PullAsync(string image, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        deadline.CancelAfter(PullDeadline);
        silence.CancelAfter(SilenceDeadline);
        var said = new List<string>();
        var layers = 0;
        var complete = 0;
        try
        {
            var code = await Programs.StreamAsync(new(Program, ["pull", image]), Heard, silence.Token);
            if (code != 0)
                throw new LabException($"The image {image} could not be pulled ({said.LastOrDefault() ?? $"exit code {code}"}).", said);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LabException($"Pulling {image} got stuck; try `docker pull {image}` by hand, then run this again.", said);
        }

        void Heard(string line)
        {
            lock (said)
            {
                silence.CancelAfter(SilenceDeadline);
                said.Add(line);
                if (said.Count > 10)
                    said.RemoveAt(0);
                layers += line.EndsWith(": Pulling fs layer", StringComparison.Ordinal) ? 1 : 0;
                complete += line.EndsWith(": Pull complete", StringComparison.Ordinal) ? 1 : 0;
                progress.Report(layers == 0 ? line : $"pulling {image}: {complete} of {layers} layers");
            }
        }
    }

    /// <summary>The containers of a kind cluster, running or not.</summary>
    public static async Task<IReadOnlyList<KindNode>> ListNodesAsync(string cluster, CancellationToken cancellationToken)
    {
        var listed = await RunAsync(AnswerDeadline, cancellationToken, "ps", "--all", "--quiet", "--filter", $"label={KindNode.ClusterLabel}={cluster}");
        if (listed.ExitCode != 0)
            throw new LabException($"No Docker engine answers ({Reason(listed)}); start it, and see that `docker version` works for this user.");
        var ids = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length == 0)
            return [];
        // A container may go between the two; those that are left are printed all the same.
        return KindNode.Parse((await RunAsync(AnswerDeadline, cancellationToken, ["container", "inspect", "--format", KindNode.Format, .. ids])).Output);
    }

    public static Task<ProcessResult> RunAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments) =>
        ProcessRunner.RunAsync(new(Program, arguments), cancellationToken: cancellationToken);

    /// <returns>What it printed.</returns>
    /// <exception cref="LabException">It failed: <paramref name="failure"/> and the last line, with more of them in the log tail.</exception>
    public static async Task<string> RunOrThrowAsync(string failure, CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await RunAsync(cancellationToken, arguments);
        return result.ExitCode == 0 ? result.Output : throw new LabException($"{failure} ({Reason(result)}).", result.Tail());
    }

    /// <summary>Builds an image.</summary>
    /// <exception cref="LabException">It failed; the log tail has what the step that failed said.</exception>
    public static async Task BuildAsync(string reference, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await RunAsync(cancellationToken, arguments);
        if (result.ExitCode == 0)
            return;
        // Without BuildKit the step's own words are output, and only that it failed is an error.
        var said = $"{result.Output}\n{result.Error}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
        throw new LabException($"The image {reference} could not be built ({Reason(result)}).", [.. said.TakeLast(BuildTail)]);
    }

    public static Task<int> StreamAsync(Action<string> onLine, CancellationToken cancellationToken, params IReadOnlyList<string> arguments) =>
        Programs.StreamAsync(new(Program, arguments), onLine, cancellationToken);

    /// <summary>A result also when the time is up: one that failed and says so.</summary>
    private static async Task<ProcessResult> RunAsync(TimeSpan deadline, CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(deadline);
        try
        {
            return await ProcessRunner.RunAsync(new(Program, arguments), cancellationToken: source.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(-1, "", $"no answer within {deadline.TotalSeconds:0} s");
        }
    }

    private static string Reason(ProcessResult result) => result.Tail(1) is [var line] ? line.Trim().TrimEnd('.') : $"exit code {result.ExitCode}";
}
