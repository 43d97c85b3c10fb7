using System.Text.Json;
using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Planning;

internal static class PodTemplates
{
    /// <summary>Both make the same pods. The label by which a ReplicaSet knows its own is none of the template's.</summary>
    public static bool AreEqual(V1PodTemplateSpec one, V1PodTemplateSpec other) => Text(one) == Text(other);

    private static string Text(V1PodTemplateSpec template) => JsonSerializer.Serialize(
        new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = Sorted(template.Metadata?.Labels?.Where(label => label.Key != ObservedPods.TemplateHash)),
                Annotations = Sorted(template.Metadata?.Annotations),
            },
            Spec = template.Spec,
        },
        // The client library's own serializer keeps every kind of Kubernetes in a native program.
        CoreJson.Default.V1PodTemplateSpec);

    private static Dictionary<string, string>? Sorted(IEnumerable<KeyValuePair<string, string>>? entries) =>
        entries is null ? null : new Dictionary<string, string>(entries.OrderBy(each => each.Key, StringComparer.Ordinal));
}
