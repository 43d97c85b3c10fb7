using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>
/// A server whose data is damaged: it ends for it, or it runs, says yes to whoever asks whether it is ready, and refuses whoever wants the
/// rows. What the API says of that is a consequence.
/// </summary>
internal static partial class DatabaseDamageRules
{
    /// <summary>What was refused longer ago need not be what ails the stack now.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    public static IEnumerable<Suspicion> Find(ObservedPod pod)
    {
        if (pod.Server is not { } server)
        {
            return [];
        }

        var lines = PostgresLog.Lines(server.Output.Text).Where(line => PostgresLog.IsSince(line, pod.Now - Memory, ifUnknown: true)).ToList();
        return (OfLines(pod, lines) ?? OfLocale(pod, lines)) is { } found ? [found] : [];
    }

    /// <param name="lines">What a server wrote, or whoever ran one.</param>
    /// <returns>Null where nothing tells of damage.</returns>
    public static Suspicion? OfLines(ObservedPod pod, IReadOnlyList<string> lines)
    {
        if (OfEmptied(pod, lines) is { } emptied)
        {
            return emptied;
        }

        // Many sentences may tell of one damage, in an order that changes from look to look.
        var (index, line) = lines.Index()
            .Where(each => TellsDamage(each.Item))
            .OrderBy(each => Stable(each.Item), StringComparer.Ordinal)
            .FirstOrDefault();
        if (line is null)
        {
            return null;
        }

        if (line.Contains("Permission denied", StringComparison.Ordinal))
        {
            return pod.Suspect(
                FindingCodes.DataDirectoryIncompatible,
                $"Postgres in {Suspicion.PodMark} may not read its data on PersistentVolumeClaim {Names.DatabaseData(pod.Stack.Stack.Metadata.Name)}, which need not be damaged: {Stable(line)}.",
                $"Give the files back to the user of the pod, on the node or the volume's server (chown -R, chmod -R u+rwX); where only their mode was changed: kubectl exec {pod.Name} -- chmod -R u+rwX {InitScripts.VolumePath}/pgdata") with
            { LogTail = Shown(lines, index) };
        }

        // A server that ends for it, or lets nobody into the database, dumps nothing.
        var save = Statement().IsMatch(line)
            ? $"Save first what can be read: kubectl exec {pod.Name} -- pg_dump -U {DatabaseAdminSecret.Superuser} {pod.Stack.Stack.Spec.Database.Name} > rows.sql"
            : "Save the files first, as it tells there";
        var name = pod.Stack.Stack.Metadata.Name;
        return pod.Suspect(
            FindingCodes.DataDamaged,
            $"The data on PersistentVolumeClaim {Names.DatabaseData(name)} is damaged, says Postgres in {Suspicion.PodMark}: {Stable(line)}.",
            $"Restore the volume from a snapshot, or the rows from a backup (docs/data.md#damaged-data). {save}") with
        { LogTail = Shown(lines, index) };
    }

    /// <summary>Tools that copy, synchronise or back up files leave out empty folders, and a server does not start without them.</summary>
    private static Suspicion? OfEmptied(ObservedPod pod, IReadOnlyList<string> lines)
    {
        var (index, match) = lines.Index().Select(each => (each.Index, Match: EmptyFolder().Match(each.Item))).FirstOrDefault(each => each.Match.Success);
        var folder = match?.Groups["folder"].Value;
        return folder is null ? null : pod.Suspect(
            FindingCodes.DataDirectoryIncompatible,
            $"The data on PersistentVolumeClaim {Names.DatabaseData(pod.Stack.Stack.Metadata.Name)} lacks folder {folder}, without which Postgres in {Suspicion.PodMark} does not start: something took empty folders away. It holds no rows.",
            $"Stop what did that, then make the folder again, empty, in a pod that mounts the claim (docs/data.md#empty-folders): mkdir -p -m 700 pgdata/{folder}") with
        { LogTail = Shown(lines, index) };
    }

    /// <summary>The data is whole, and this image lacks what its text was sorted by.</summary>
    private static Suspicion? OfLocale(ObservedPod pod, IReadOnlyList<string> lines)
    {
        var (index, line) = lines.Index().FirstOrDefault(each => Severe().IsMatch(each.Item) && each.Item.Contains("database locale is incompatible with operating system", StringComparison.Ordinal));
        return line is null ? null : pod.Suspect(
            FindingCodes.DataDirectoryIncompatible,
            $"The data on PersistentVolumeClaim {Names.DatabaseData(pod.Stack.Stack.Metadata.Name)} has a locale that the image of {Suspicion.PodMark} lacks: {Stable(line)}.",
            "Set spec.database.image back to the one that made the data, or to another that has the locale: images built on Alpine know few") with
        { LogTail = Shown(lines, index) };
    }

    private static bool TellsDamage(string line) => Severe().Match(line) is { Success: true } severe && Damage().IsMatch(line[severe.Groups["level"].Index..]);

    private static IReadOnlyList<string> Shown(IReadOnlyList<string> lines, int index) =>
        LogText.Tail(string.Join('\n', lines.Skip(index + 1).Take(1).Where(line => line.Contains("DETAIL: ", StringComparison.Ordinal)).Prepend(lines[index])));

    private static string Stable(string line) => BlockNumber().Replace(PostgresLog.Sentence(line), " a block ").TrimEnd('.');

    /// <summary>Not what a client sent: lines that go on begin with a tab.</summary>
    [GeneratedRegex(@"^(?!\t)([^\t""]*[\s:])?(?<level>ERROR|FATAL|PANIC):\s")]
    private static partial Regex Severe();

    /// <summary>The server's own sentence begins so. What a client sent comes later, in quotes; and files of the data have relative names.</summary>
    [GeneratedRegex(
        """
        ^(ERROR|FATAL|PANIC):\s+([0-9A-Z]{5}:\s+)?(
         "[^"]+"\ is\ not\ a\ valid\ data\ directory
        |could\ not\ (open|read|fsync|stat|access)\ (file|directory)\ "(/[^"]*/pgdata/|\./)?(base|global|pg_wal|pg_xact|pg_multixact|pg_tblspc|pg_commit_ts|pg_subtrans)(/[^"]*)?"
        |could\ not\ read\ blocks?\ [\d.]+\ in\ file
        |invalid\ page\ in\ block
        |could\ not\ locate\ a\ valid\ checkpoint\ record|invalid\ (primary\ )?checkpoint\ record|could\ not\ (locate\ required\ checkpoint\ record|find\ redo\ location)
        |required\ WAL\ directory
        |incorrect\ checksum\ in\ control\ file|relation\ mapping\ file\ "[^"]+"\ contains
        |could\ not\ access\ status\ of\ transaction
        |(missing|unexpected)\ chunk\ number\ \d+.*\ for\ toast\ value
        |(?<=FATAL:\s+)cache\ lookup\ failed
        )
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Damage();

    /// <summary>Those that are empty in a server at rest, and hold nothing that outlives it.</summary>
    [GeneratedRegex(@"^[^\t""]*\b(?:FATAL|PANIC):\s+(?:[0-9A-Z]{5}:\s+)?could not (?:open|access|stat|read) directory ""(?:\./)?(?<folder>pg_(?:notify|tblspc|replslot|twophase|snapshots|stat_tmp|stat|dynshmem|serial|commit_ts|logical(?:/(?:snapshots|mappings))?))"": No such file or directory$")]
    private static partial Regex EmptyFolder();

    [GeneratedRegex(@"^[^\t]*\bERROR:\s")]
    private static partial Regex Statement();

    [GeneratedRegex(@" blocks? [\d.]+ ")]
    private static partial Regex BlockNumber();
}
