using System.Globalization;
using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Diagnosis.Rules;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>The Postgres major version of a stack's data, from whoever knows it.</summary>
public static class DataVersion
{
    /// <summary>What the data itself said, now or once.</summary>
    public static int? Recorded(ObservedStack observed) => observed.DataVersion ?? Number(observed.Volume, Annotations.DataVersion);

    /// <summary>What an earlier release wrote down, which beside an image may not be so.</summary>
    public static int? Claimed(V1PersistentVolumeClaim? volume) => Number(volume, Annotations.DatabaseVersion);

    /// <summary>What the status says: nothing that may not be so.</summary>
    public static int? Known(ObservedStack observed) =>
        Recorded(observed) ?? (observed.IsDatabaseReady ? DatabaseImage.MajorOf(ImageOf(observed.Database)) : null);

    /// <summary>The image that the database's pod is to run, as the cluster has it.</summary>
    public static string? ImageOf(V1StatefulSet? database) =>
        database?.Spec.Template?.Spec?.Containers.FirstOrDefault(each => each.Name == Names.DatabaseContainer)?.Image;

    /// <summary>
    /// The pod knows what the claim does not say yet. Asked once: a pod of the first template revision is silent, unless it could not read
    /// its data.
    /// </summary>
    public static bool IsToBeRead(ObservedStack observed) =>
        observed.Volume is not null
        && Recorded(observed) is null
        && (IsToldIncompatible(observed.Stack) || (observed is { IsDatabaseReady: true, Database.Status.UpdatedReplicas: > 0 } && IsTelling(observed.Database!)));

    /// <returns>What a pod of the database says of the data that it found; null where it says nothing.</returns>
    public static int? ReadFrom(V1Pod pod)
    {
        var prepared = Status(pod.Status?.InitContainerStatuses, Names.PrepareContainer);
        var server = Status(pod.Status?.ContainerStatuses, Names.DatabaseContainer);
        return Major(prepared?.State?.Terminated is { ExitCode: 0 } end ? end.Message : null)
            ?? Refused(prepared?.State?.Terminated ?? prepared?.LastState?.Terminated, lines: 1)
            ?? Refused(server?.State?.Terminated ?? server?.LastState?.Terminated, lines: 2);
    }

    private static bool IsToldIncompatible(V1Alpha1MiniStack stack) => stack.Status?.Diagnosis?.Code == FindingCodes.DataDirectoryIncompatible.Name;

    private static bool IsTelling(V1StatefulSet database) =>
        TemplateRevision.Parse(database.Metadata.Annotation(Annotations.TemplateRevision)) is { Number: > 1 };

    /// <summary>What a server said of data that is not its own, in its last words: a script of the user's may have written the others.</summary>
    private static int? Refused(V1ContainerStateTerminated? end, int lines) =>
        end is { ExitCode: 1, Message: { } message } && PostgresLog.OtherMajor(string.Join('\n', PostgresLog.Lines(message).TakeLast(lines))) is var (data, _)
            ? Major(data)
            : null;

    private static V1ContainerStatus? Status(IEnumerable<V1ContainerStatus>? statuses, string name) => statuses?.FirstOrDefault(each => each.Name == name);

    private static int? Number(V1PersistentVolumeClaim? volume, string annotation) => Major(volume?.Metadata.Annotation(annotation));

    private static int? Major(string? text) =>
        int.TryParse(text?.Trim().Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version : null;
}
