using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What Postgres itself says about its volume and its first start.</summary>
internal static class DatabaseLogRules
{
    /// <summary>Exit codes from here on are of a shell that could not start a command, or of a signal.</summary>
    private const int FirstSignal = 126;

    /// <summary>After so many tries a node has had the time to get a Secret's newest state.</summary>
    private const int UsualRestarts = 2;

    public static IEnumerable<Suspicion> Find(ObservedPod pod)
    {
        if (pod.Component != Labels.DatabaseComponent)
        {
            return [];
        }

        foreach (var container in pod.Containers.Where(each => each.Name is Names.PrepareContainer or Names.DatabaseContainer && HasFailed(each, pod.Now)))
        {
            var output = string.IsNullOrWhiteSpace(container.EndOutput) ? container.Output : container.EndOutput;
            if (Read(pod, container, output ?? "") is { } found)
            {
                return [found];
            }
        }

        return [];
    }

    /// <summary>It has not come up since its last end.</summary>
    private static bool HasFailed(ObservedContainer container, DateTime now) =>
        container.LastEnd is { ExitCode: not 0 } && !container.IsSteady(now);

    private static Suspicion? Read(ObservedPod pod, ObservedContainer container, string output)
    {
        var lines = PostgresLog.Lines(output);
        if (lines.FirstOrDefault(PostgresLog.IsFull) is { } full)
        {
            return Full(pod, lines, full);
        }

        if (PostgresLog.IsIncompatible(output) || PostgresLog.OtherMajor(output) is not null)
        {
            return Incompatible(pod, output);
        }

        // A kill says nothing of what ran just then, and a command that is not there never ran.
        if (container.LastEnd!.ExitCode >= FirstSignal || container.LastEnd.Reason is "StartError" or "ContainerCannotRun")
        {
            return null;
        }

        return container.Name == Names.PrepareContainer ? Unprepared(pod, container, lines) : FirstStart(pod, lines);
    }

    private static Suspicion Full(ObservedPod pod, IReadOnlyList<string> lines, string line)
    {
        var claim = Names.DatabaseData(pod.Stack.Stack.Metadata.Name);
        var capacity = pod.Stack.Volume?.Status?.Capacity;
        var size = capacity is not null && capacity.TryGetValue("storage", out var given) ? given.ToString() : pod.Stack.Stack.Spec.Database.Storage.Size.ToString();
        return pod.Suspect(
            FindingCodes.VolumeFull,
            $"PersistentVolumeClaim {claim} of {size} is full: {(line.Contains("quota", StringComparison.Ordinal) ? "Disk quota exceeded" : "No space left on device")}, says Postgres in {Suspicion.PodMark}.",
            $"Raise spec.database.storage.size above {size}.") with
        { LogTail = Around(lines, IndexOf(lines, line)) };
    }

    private static Suspicion Incompatible(ObservedPod pod, string output)
    {
        var claim = Names.DatabaseData(pod.Stack.Stack.Metadata.Name);
        var database = pod.Stack.Stack.Spec.Database;
        // The pod's own: the spec may ask for another by now.
        var image = pod.Pod.Spec.Containers.FirstOrDefault(each => each.Name == Names.DatabaseContainer)?.Image ?? database.Image;
        var tail = LogText.Tail(output);
        if (PostgresLog.OtherMajor(output) is not var (data, server))
        {
            var lines = PostgresLog.Lines(output);
            var detail = lines.FirstOrDefault(each => each.Contains("DETAIL: ", StringComparison.Ordinal)) ?? lines[^1];
            return pod.Suspect(
                FindingCodes.DataDirectoryIncompatible,
                $"Image {image} can't read the data on PersistentVolumeClaim {claim}, which is untouched: {PostgresLog.Sentence(detail).TrimEnd('.')}.",
                "Set spec.database.image or spec.database.version back to what the data was made with.") with
            { LogTail = tail };
        }

        return pod.Suspect(
            FindingCodes.DataDirectoryIncompatible,
            $"The data on PersistentVolumeClaim {claim} was made by PostgreSQL {data}, and image {image} is PostgreSQL {server}; the data is untouched.",
            database.Image is null ? $"Set spec.database.version to {data}." : $"Set spec.database.image to one of PostgreSQL {data}, or remove it and set spec.database.version to {data}.") with
        { LogTail = tail };
    }

    private static Suspicion? Unprepared(ObservedPod pod, ObservedContainer container, IReadOnlyList<string> lines)
    {
        if (lines is not [.., var last] || (last.Contains("and tries again", StringComparison.Ordinal) && container.Status.RestartCount < UsualRestarts))
        {
            return null;
        }

        return pod.Suspect(
            FindingCodes.InitFailed,
            $"Container {Names.PrepareContainer} of {Suspicion.PodMark}, which runs before the database, fails: {PostgresLog.Sentence(last).TrimEnd('.')}.",
            Hint(pod, last)) with
        { LogTail = LogText.Tail(string.Join('\n', lines)) };
    }

    private static Suspicion? FirstStart(ObservedPod pod, IReadOnlyList<string> lines)
    {
        if (PostgresLog.RunningScript(lines) is { } script)
        {
            return OfScript(pod, lines, script);
        }

        // Without a script it is initdb itself, or the entrypoint that finds nothing to begin with.
        var error = lines.FirstOrDefault(each =>
            PostgresLog.InitdbError(each) is not null
            || each.StartsWith("Error: Database is uninitialized", StringComparison.Ordinal)
            || each.Contains("cannot create directory", StringComparison.Ordinal));
        return error is null
            ? null
            : pod.Suspect(
                FindingCodes.InitFailed, $"The database in {Suspicion.PodMark} can't be initialised: {PostgresLog.Sentence(PostgresLog.InitdbError(error) ?? error).TrimEnd('.')}.", Hint(pod, error)) with
            { LogTail = Around(lines, IndexOf(lines, error)) };
    }

    private static Suspicion OfScript(ObservedPod pod, IReadOnlyList<string> lines, string script)
    {
        var (index, line) = PostgresLog.ScriptFailure(lines, script);
        var config = pod.Stack.Stack.Spec.Database.InitScripts?.ConfigMapRef.Name;
        var isOwn = script is InitScripts.FirstName or InitScripts.LastName;
        var where = isOwn ? $"Init script {script} of the operator" : $"Init script {script} of ConfigMap {config}";
        var why = index >= 0 ? PostgresLog.Sentence(lines[index]) : lines.LastOrDefault(each => !PostgresLog.IsRoutine(each)) ?? "it tells no reason";
        return pod.Suspect(
            FindingCodes.InitFailed,
            $"{where} fails in {Suspicion.PodMark}{(string.IsNullOrEmpty(line) ? "" : $", line {line}")}: {why.TrimEnd('.')}.",
            isOwn
                ? $"kubectl logs {pod.Name}"
                : $"Mend {script} in ConfigMap {config}, which spec.database.initScripts.configMapRef names: kubectl edit configmap {config}; the next start begins on an empty volume again") with
        { LogTail = index >= 0 ? Around(lines, index) : LogText.Tail(string.Join('\n', lines)) };
    }

    private static string Hint(ObservedPod pod, string line) =>
        line.Contains("ermission denied", StringComparison.Ordinal) || line.Contains("not permitted", StringComparison.Ordinal)
            ? "Let the image's user write to the volume: spec.database.securityContext.runAsUser, .fsGroup"
            : $"kubectl logs {pod.Name} --all-containers";

    private static int IndexOf(IReadOnlyList<string> lines, string line) => lines.Index().First(each => each.Item == line).Index;

    /// <summary>The line that tells, and what follows it; how the server then shut down is no news.</summary>
    private static IReadOnlyList<string> Around(IReadOnlyList<string> lines, int index) =>
        LogText.Tail(string.Join('\n', lines.Skip(index).Where(each => !PostgresLog.IsRoutine(each)).Take(LogText.MaximumLines)));
}
