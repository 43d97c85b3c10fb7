using k8s;
using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

/// <summary>An HTTP API and its Postgres database as one object.</summary>
/// <remarks>
/// The types of this namespace mirror <c>config/crds/ministacks.yaml</c>. Their initial values are the CRD's defaults, so that an object
/// which never passed through the API server (a test, a sample read from a file) means the same as one that did.
/// </remarks>
[KubernetesEntity(Group = KubeGroup, ApiVersion = KubeApiVersion, Kind = KubeKind, PluralName = KubePluralName)]
public sealed record V1Alpha1MiniStack : IKubernetesObject<V1ObjectMeta>, ISpec<MiniStackSpec>, IStatus<MiniStackStatus?>
{
    public const string KubeGroup = "ministack.dev";
    public const string KubeApiVersion = "v1alpha1";
    public const string KubeKind = "MiniStack";
    public const string KubePluralName = "ministacks";

    /// <summary>Group and version as an object's <c>apiVersion</c> states them.</summary>
    public const string GroupVersion = $"{KubeGroup}/{KubeApiVersion}";

    public string ApiVersion { get; set; } = GroupVersion;

    public string Kind { get; set; } = KubeKind;

    public V1ObjectMeta Metadata { get; set; } = new();

    public MiniStackSpec Spec { get; set; } = new();

    public MiniStackStatus? Status { get; set; }
}
