using System.Globalization;
using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// What the database's pods read: in those of template revision 1 the operator's own init scripts, run by the image's entrypoint on an empty
/// volume before and after the user's; in later ones the version that the spec asks for.
/// </summary>
public static class DatabaseConfigMap
{
    /// <summary>The major version, where nothing but the image itself tells its own. An entrypoint takes it for no script.</summary>
    public const string VersionKey = "version";

    public static V1ConfigMap Build(V1Alpha1MiniStack stack)
    {
        var map = new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = "ConfigMap",
            Metadata = ChildMetadata.Owned(stack, Names.Database(stack.Metadata.Name), Labels.DatabaseComponent),
            Data = new Dictionary<string, string>
            {
                [InitScripts.FirstName] = InitScripts.CreateAppRole,
                [InitScripts.LastName] = InitScripts.HandOverObjects,
            },
        };
        if (stack.Spec.Database is { Image: { } image, Version: { } version } && DatabaseImage.MajorOf(image) is null)
        {
            map.Data[VersionKey] = version.ToString(CultureInfo.InvariantCulture);
        }

        return map;
    }
}
