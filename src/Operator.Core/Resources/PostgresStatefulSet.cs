using System.Text.Json;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Keeps the database's pod running.</summary>
public static class PostgresStatefulSet
{
    /// <summary>The fields of <c>spec.database</c> that its pod knows nothing of.</summary>
    private static readonly string[] OutsideTheTemplate = ["user", "passwordSecretRef", "storage", "extensions"];

    private const string OnDelete = "OnDelete";

    /// <summary>Its pod is replaced when it goes for another reason, and not for a new template.</summary>
    public static bool Waits(V1StatefulSet set) => set.Spec.UpdateStrategy?.Type == OnDelete;

    /// <summary>
    /// A pod of revision 1 moves data aside at its start, by a marker that proves too little. So the next pod is not to be of that revision,
    /// while the one that runs is not restarted for it.
    /// </summary>
    /// <param name="live">The StatefulSet as it is, null where there is none.</param>
    /// <param name="revision">The template that it is held to.</param>
    /// <param name="superuserHash">As for <see cref="Build"/>.</param>
    /// <param name="specHash">The hash of the spec as it is now.</param>
    public static bool HasToWait(V1StatefulSet? live, TemplateRevision revision, string superuserHash, string specHash) =>
        live is not null
        && (revision.Number == 1 || Waits(live))
        && live.Metadata.Annotation(Annotations.SpecHash) == specHash
        && live.Spec.Template.Metadata?.Annotation(Annotations.SuperuserHash) == superuserHash;

    /// <param name="stack">The stack.</param>
    /// <param name="revision">The pod template to make.</param>
    /// <param name="superuserHash">Fingerprint of the superuser's password; another value makes a new pod, which sets the password.</param>
    /// <param name="waits">The pod that runs stays; the next one has the template.</param>
    public static V1StatefulSet Build(V1Alpha1MiniStack stack, TemplateRevision revision, string superuserHash, bool waits = false)
    {
        var name = stack.Metadata.Name;
        var metadata = ChildMetadata.Owned(stack, Names.Database(name), Labels.DatabaseComponent);
        metadata.Annotations = new Dictionary<string, string>
        {
            [Annotations.TemplateRevision] = revision.ToString(),
            [Annotations.SpecHash] = SpecHash(stack),
        };
        return new V1StatefulSet
        {
            ApiVersion = "apps/v1",
            Kind = "StatefulSet",
            Metadata = metadata,
            Spec = new V1StatefulSetSpec
            {
                ServiceName = Names.DatabasePods(name),
                Replicas = stack.Spec.Suspend ? 0 : 1,
                // Under OrderedReady the controller waits for a broken pod to get ready before it replaces it, which then never happens.
                PodManagementPolicy = "Parallel",
                RevisionHistoryLimit = 2,
                UpdateStrategy = waits ? new V1StatefulSetUpdateStrategy { Type = OnDelete } : null,
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(name, Labels.DatabaseComponent) },
                Template = PostgresPodTemplate.Build(stack, revision, superuserHash),
            },
        };
    }

    /// <returns>Another value whenever the spec asks for another pod template.</returns>
    public static string SpecHash(V1Alpha1MiniStack stack)
    {
        var spec = JsonSerializer.SerializeToNode(stack.Spec.Database, CoreJson.Default.DatabaseSpec)!.AsObject();
        foreach (var field in OutsideTheTemplate)
        {
            spec.Remove(field);
        }

        // The CRD of earlier releases wrote it out in every spec.
        spec["version"] ??= DatabaseImage.DefaultVersion;

        return Resources.SpecHash.Of(spec);
    }
}
