using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Which Secrets and ConfigMaps the API's pods read, so that they can be made anew when one changes.</summary>
public static class ConfigReferences
{
    private const string Secret = "Secret";
    private const string ConfigMap = "ConfigMap";

    /// <returns>
    /// Each once, in the spec's order; neither the stack's own credentials are among them nor what can be no object's name: this is asked
    /// for without a look at whether the spec is sound.
    /// </returns>
    public static IReadOnlyList<ConfigReference> Of(V1Alpha1MiniStack stack)
    {
        var api = stack.Spec.Api;
        return
        [
            .. (api.Env ?? []).SelectMany(Variable)
                .Concat((api.EnvFrom ?? []).SelectMany(Source))
                .Concat((api.Volumes ?? []).SelectMany(Volume))
                .Where(reference => reference.Name is not null && NameFormat.Subdomain.Matches(reference.Name) && !IsOwn(reference, stack))
                .Distinct(),
        ];
    }

    private static bool IsOwn(ConfigReference reference, V1Alpha1MiniStack stack) =>
        reference.Kind == Secret && reference.Name == Names.Database(stack.Metadata.Name);

    private static IEnumerable<ConfigReference> Variable(V1EnvVar variable)
    {
        if (variable.ValueFrom?.SecretKeyRef is { } secret)
        {
            yield return new ConfigReference(Secret, secret.Name, secret.Key);
        }

        if (variable.ValueFrom?.ConfigMapKeyRef is { } configMap)
        {
            yield return new ConfigReference(ConfigMap, configMap.Name, configMap.Key);
        }
    }

    private static IEnumerable<ConfigReference> Source(V1EnvFromSource source)
    {
        if (source.SecretRef is { } secret)
        {
            yield return new ConfigReference(Secret, secret.Name, null);
        }

        if (source.ConfigMapRef is { } configMap)
        {
            yield return new ConfigReference(ConfigMap, configMap.Name, null);
        }
    }

    private static IEnumerable<ConfigReference> Volume(V1Volume volume) =>
    [
        .. Files(Secret, volume.Secret?.SecretName, volume.Secret?.Items),
        .. Files(ConfigMap, volume.ConfigMap?.Name, volume.ConfigMap?.Items),
        .. (volume.Projected?.Sources ?? []).SelectMany(source => (IEnumerable<ConfigReference>)
        [
            .. Files(Secret, source.Secret?.Name, source.Secret?.Items),
            .. Files(ConfigMap, source.ConfigMap?.Name, source.ConfigMap?.Items),
        ]),
    ];

    private static IEnumerable<ConfigReference> Files(string kind, string? name, IList<V1KeyToPath>? items) =>
        name is null ? []
        : items is { Count: > 0 } ? items.Select(item => new ConfigReference(kind, name, item.Key))
        : [new ConfigReference(kind, name, null)];
}
