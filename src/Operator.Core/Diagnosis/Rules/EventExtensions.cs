using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

internal static class EventExtensions
{
    /// <summary>The events about one object, the oldest first.</summary>
    public static IReadOnlyList<Corev1Event> About(this IEnumerable<Corev1Event> events, string? uid, string kind, string name) =>
    [
        .. events
            .Where(each => each.InvolvedObject is { } about && about.Kind == kind && about.Name == name && (uid is null || about.Uid is null || about.Uid == uid))
            .OrderBy(LastTime),
    ];

    /// <summary>When it was last seen, by whichever of its fields the reporter has set.</summary>
    public static DateTime LastTime(this Corev1Event each) =>
        each.Series?.LastObservedTime ?? each.LastTimestamp ?? each.EventTime ?? each.Metadata.CreationTimestamp ?? DateTime.MinValue;

    /// <summary>When it was first seen.</summary>
    public static DateTime FirstTime(this Corev1Event each) => each.FirstTimestamp ?? each.EventTime ?? each.LastTime();
}
