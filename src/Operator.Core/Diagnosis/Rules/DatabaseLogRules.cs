using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What Postgres itself says about its volume and its first start.</summary>
internal static class DatabaseLogRules
{
    /// <summary>Exit codes from here on are of a signal.</summary>
    private const int FirstSignal = 128;

    /// <summary>After so many tries a node has had the time to get a Secret's newest state.</summary>
    private const int UsualRestarts = 2;

    public static IEnumerable<Suspicion> Find(ObservedPod pod)
    {
        if (pod.Component != Labels.DatabaseComponent)
        {
            return [];
        }

        var own = pod.Containers.Where(each => each.Name is Names.PrepareContainer or Names.DatabaseContainer);
        if (own.FirstOrDefault(each => each is { Name: Names.PrepareContainer, Running: not null }) is { } preparing
            && (Asks(pod, preparing) ?? AwaitsScripts(pod, preparing)) is { } question)
        {
            return [question];
        }

        if (own.Where(each => each.LastEnd is not null && !each.IsSteady(pod.Now)).Select(each => LostLock(pod, each)).OfType<Suspicion>().FirstOrDefault() is { } lost)
        {
            return [lost];
        }

        foreach (var container in own.Where(each => HasFailed(each, pod.Now)))
        {
            var output = string.IsNullOrWhiteSpace(container.EndOutput.Text) ? container.Output : container.EndOutput;
            if (Read(pod, container, output) is { } found)
            {
                return [found];
            }
        }

        return own.Select(each => IsSlow(pod, each)).OfType<Suspicion>().Take(1);
    }

    /// <summary>It has not come up since its last end.</summary>
    private static bool HasFailed(ObservedContainer container, DateTime now) =>
        container.LastEnd is { ExitCode: not 0 } && !container.IsSteady(now);

    private static Suspicion? Read(ObservedPod pod, ObservedContainer container, ProgramOutput output)
    {
        var lines = PostgresLog.Lines(output.Text);
        if (lines.FirstOrDefault(PostgresLog.IsFull) is { } full)
        {
            return Full(pod, lines, full);
        }

        if (PostgresLog.IsIncompatible(output.Text) || PostgresLog.OtherMajor(output.Text) is not null)
        {
            return Incompatible(pod, output);
        }

        if (DatabaseDamageRules.OfLines(pod, container.Name == Names.PrepareContainer ? [.. lines.TakeLast(1)] : lines) is { } damage)
        {
            return damage;
        }

        // A kill says nothing of what ran just then, and a command that is not there never ran.
        if (container.LastEnd!.ExitCode >= FirstSignal || container.LastEnd.Reason is "OOMKilled" or "StartError" or "ContainerCannotRun")
        {
            return null;
        }

        return container.Name == Names.PrepareContainer ? Unprepared(pod, container, lines) : FirstStart(pod, lines);
    }

    /// <summary>A server looks each minute whether the data directory is still its own, and ends with code 0 when it is not.</summary>
    private static Suspicion? LostLock(ObservedPod pod, ObservedContainer container)
    {
        var lines = PostgresLog.Lines(container.EndOutput.Text);
        var (index, line) = lines.Index().FirstOrDefault(each => each.Item.Contains("because data directory lock file is invalid", StringComparison.Ordinal));
        return line is null ? null : pod.Suspect(
            FindingCodes.CrashLoop,
            $"Postgres in {Suspicion.PodMark} shut itself down, since its lock file postmaster.pid was taken away or replaced: something else works in its data directory.",
            $"Find what mounts PersistentVolumeClaim {Names.DatabaseData(pod.Stack.Stack.Metadata.Name)} or its folder on the node, a second server or whatever cleans it, and stop it; the rows stay") with
        { LogTail = Around(lines, Math.Max(0, index - 1)) };
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

    private static Suspicion Incompatible(ObservedPod pod, ProgramOutput output)
    {
        var claim = Names.DatabaseData(pod.Stack.Stack.Metadata.Name);
        var database = pod.Stack.Stack.Spec.Database;
        // The pod's own: the spec may ask for another by now.
        var image = pod.Pod.Spec.Containers.FirstOrDefault(each => each.Name == Names.DatabaseContainer)?.Image ?? database.Image;
        var tail = output.Tail;
        if (PostgresLog.OtherMajor(output.Text) is not var (data, server))
        {
            var lines = PostgresLog.Lines(output.Text);
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

        if (PostgresLog.EndedScript(last) is var (script, exitCode))
        {
            return OfScript(pod, [.. lines.SkipLast(1)], script, exitCode);
        }

        if (InitialisationError(pod, lines) is { } error)
        {
            return PrepareHints.Of(pod, last) is { } way ? error with { Hint = way } : error;
        }

        if (StartError(pod, lines, FindingCodes.InitFailed) is { } refusal)
        {
            return refusal;
        }

        return pod.Suspect(
            FindingCodes.InitFailed,
            $"Container {Names.PrepareContainer} of {Suspicion.PodMark}, which runs before the database, fails: {PostgresLog.Sentence(last).TrimEnd('.')}.",
            Hint(pod, last)) with
        { LogTail = LogText.Tail(string.Join('\n', lines)) };
    }

    private static Suspicion? FirstStart(ObservedPod pod, IReadOnlyList<string> lines)
    {
        return PostgresLog.RunningScript(lines) is { } script
            ? OfScript(pod, lines, script, exitCode: null)
            : InitialisationError(pod, lines) ?? StartError(pod, lines, FindingCodes.CrashLoop);
    }

    /// <summary>A server that ends with a sentence that a field of the spec mends.</summary>
    private static Suspicion? StartError(ObservedPod pod, IReadOnlyList<string> lines, FindingCode code)
    {
        // Whom it turned away while it ran is told before.
        var (index, sentence) = lines.Index().Select(each => (each.Index, Sentence: PostgresLog.FatalSentence(each.Item))).LastOrDefault(each => each.Sentence is not null);
        return sentence is null || DatabaseHints.OfStart(pod, sentence) is not { } hint
            ? null
            : pod.Suspect(code, $"Postgres in {Suspicion.PodMark} does not start: {sentence.TrimEnd('.')}.", hint) with
            {
                LogTail = Around(lines, index),
                Stalls = true,
            };
    }

    private static Suspicion? InitialisationError(ObservedPod pod, IReadOnlyList<string> lines)
    {
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

    /// <summary>The pod does without the ConfigMap of the scripts, since a database that is there needs none; its first start does not.</summary>
    private static Suspicion? AwaitsScripts(ObservedPod pod, ObservedContainer container) =>
        PostgresLog.Lines(container.Output.Text) is [.., Resources.FirstStart.AwaitsScripts]
        && pod.Stack.Stack.Spec.Database.InitScripts?.ConfigMapRef.Name is { } config
            ? pod.Suspect(
                FindingCodes.ConfigMissing,
                $"The first start of the database in {Suspicion.PodMark} waits for its init scripts: ConfigMap {config}, which spec.database.initScripts.configMapRef names, does not exist, or is empty.",
                $"kubectl create configmap {config} --from-file=FILE; the pod sees it within two minutes")
            : null;

    /// <summary>The init container waits for a person, and says what for.</summary>
    private static Suspicion? Asks(ObservedPod pod, ObservedContainer container)
    {
        if (PostgresLog.Lines(container.Output.Text) is not [.., var last] || PostgresLog.Question(last) is not var (what, keep, anew))
        {
            return null;
        }

        var run = $"kubectl exec {pod.Name} -c {container.Name} --";
        return pod.Suspect(
            FindingCodes.InitFailed,
            $"The database in {Suspicion.PodMark} is not started: {what.TrimEnd('.')}.",
            $"{(keep is null ? "" : $"To keep that data: {run} {keep}; to ")}{(keep is null ? "To " : "")}put it aside and begin with an empty database: {run} {anew} (docs/data.md)");
    }

    /// <summary>A first start whose script takes long: it may wait for something that never comes. Of a later try, the end of the last tells more.</summary>
    private static Suspicion? IsSlow(ObservedPod pod, ObservedContainer container) =>
        container is { Name: Names.PrepareContainer, Running.StartedAt: { } started, LastEnd: null }
            ? pod.Suspect(
                FindingCodes.StartupTooSlow,
                PostgresLog.RunningScript(PostgresLog.Lines(container.Output.Text)) is { } script and not (Resources.FirstStart.FirstName or Resources.FirstStart.LastName)
                    ? $"The first start of the database in {Suspicion.PodMark} is still at init script {script}."
                    : $"Container {Names.PrepareContainer} of {Suspicion.PodMark}, which runs before the database, is not through yet.",
                $"See what it waits for: {pod.LogsOf(container)}",
                started) with
            { LogTail = container.Output.Tail }
            : null;

    /// <param name="exitCode">Of the shell that the script ended; null where it is not told, which is in pods of the first template revision.</param>
    private static Suspicion OfScript(ObservedPod pod, IReadOnlyList<string> lines, string script, int? exitCode)
    {
        var (index, line) = exitCode == 0 ? (-1, null) : PostgresLog.ScriptFailure(lines, script);
        var config = pod.Stack.Stack.Spec.Database.InitScripts?.ConfigMapRef.Name;
        var isOwn = exitCode is null
            ? script is InitScripts.FirstName or InitScripts.LastName
            : script is Resources.FirstStart.FirstName or Resources.FirstStart.LastName;
        var where = isOwn ? $"Init script {script} of the operator" : $"Init script {script} of ConfigMap {config}";
        var tail = index >= 0 ? Around(lines, index) : LogText.Tail(string.Join('\n', lines.Where(each => !PostgresLog.IsRoutine(each))));
        if (exitCode == 0)
        {
            return Tell(
                $"{where} ended the first start of the database in {Suspicion.PodMark} before it was through (exit code 0).",
                "The image's entrypoint sources the scripts, so that exit ends all of them: use return, or a subshell");
        }

        var why = index >= 0 ? PostgresLog.Sentence(lines[index])
            : exitCode >= FirstSignal ? $"the shell that ran it was killed (exit code {exitCode})"
            : lines.LastOrDefault(each => !PostgresLog.IsRoutine(each)) ?? "it tells no reason";
        return Tell(
            $"{where} fails in {Suspicion.PodMark}{(string.IsNullOrEmpty(line) ? "" : $", line {line}")}: {(HasWindowsLineEnds(why) ? "it has Windows line ends" : why.TrimEnd('.'))}.",
            HasWindowsLineEnds(why) ? "Save it with Unix line ends (dos2unix)"
            : why.EndsWith(": command not found", StringComparison.Ordinal) ? "The image lacks that program: do without it, or set spec.database.image to one that has it"
            : DatabaseHints.Of(pod, why) is { } hint ? hint
            : index < 0 && exitCode >= FirstSignal ? "If it was not the script itself, memory was short: raise spec.database.resources.limits.memory"
            : null);

        Suspicion Tell(string text, string? advice) => pod.Suspect(
            FindingCodes.InitFailed,
            text,
            isOwn
                ? $"kubectl logs {pod.Name} --all-containers"
                : $"{(advice is null ? "" : $"{advice}. ")}Mend {script} in ConfigMap {config}, which spec.database.initScripts.configMapRef names: kubectl edit configmap {config}; the next start begins on an empty volume again, at once by kubectl delete pod {pod.Name}") with
        { LogTail = tail };
    }

    /// <summary>A shell takes the carriage return for a part of a command, and bash quotes it.</summary>
    private static bool HasWindowsLineEnds(string why) => why.Contains(@"\r'", StringComparison.Ordinal) || why.Contains(@"\r: ", StringComparison.Ordinal);

    private static string Hint(ObservedPod pod, string line) =>
        PrepareHints.Of(pod, line) ?? DatabaseHints.OfStart(pod, PostgresLog.Sentence(line)) ?? $"kubectl logs {pod.Name} --all-containers";

    private static int IndexOf(IReadOnlyList<string> lines, string line) => lines.Index().First(each => each.Item == line).Index;

    /// <summary>The line that tells, and what follows it; how the server then shut down is no news.</summary>
    private static IReadOnlyList<string> Around(IReadOnlyList<string> lines, int index) =>
        LogText.Tail(string.Join('\n', lines.Skip(index).Where(each => !PostgresLog.IsRoutine(each)).Take(LogText.MaximumLines)));
}
