using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A field of the spec that names a Secret or ConfigMap.</summary>
/// <param name="Field">Its path.</param>
/// <param name="Kind"><c>Secret</c> or <c>ConfigMap</c>.</param>
/// <param name="Keys">The keys that it asks for; empty for whatever there is.</param>
/// <param name="Volume">The pod's volume that is made of it; null for a variable.</param>
internal sealed record SpecReference(string Field, string Kind, string Name, IReadOnlyList<string> Keys, string? Volume = null)
{
    private const string Secret = "Secret";
    private const string ConfigMap = "ConfigMap";

    /// <returns>Those that the pods of a component depend on; what is optional is not among them.</returns>
    public static IEnumerable<SpecReference> Of(V1Alpha1MiniStack stack, string component) =>
        component == Labels.DatabaseComponent ? OfDatabase(stack.Spec.Database) : OfApi(stack.Spec.Api);

    /// <param name="volume">The volume whose mount failed; null for a container that can't be made.</param>
    public bool IsMeantBy(MissingReference missing, string? volume) =>
        Kind == missing.Kind
        && (missing.Name is null || Name == missing.Name)
        && (missing.Key is null || Keys.Contains(missing.Key))
        && Volume == volume;

    private static IEnumerable<SpecReference> OfDatabase(DatabaseSpec database)
    {
        if (database.InitScripts is { } scripts)
        {
            yield return new("spec.database.initScripts.configMapRef", ConfigMap, scripts.ConfigMapRef.Name, [], "init");
        }
    }

    private static IEnumerable<SpecReference> OfApi(ApiSpec api) =>
    [
        .. (api.Env ?? []).SelectMany(OfVariable),
        .. (api.EnvFrom ?? []).SelectMany(OfSource),
        .. (api.Volumes ?? []).SelectMany(OfVolume),
    ];

    private static IEnumerable<SpecReference> OfVariable(V1EnvVar variable)
    {
        var field = $"spec.api.env[{variable.Name}].valueFrom";
        if (variable.ValueFrom?.SecretKeyRef is { } secret)
        {
            yield return new($"{field}.secretKeyRef", Secret, secret.Name, [secret.Key]);
        }

        if (variable.ValueFrom?.ConfigMapKeyRef is { } configMap)
        {
            yield return new($"{field}.configMapKeyRef", ConfigMap, configMap.Name, [configMap.Key]);
        }
    }

    private static IEnumerable<SpecReference> OfSource(V1EnvFromSource source, int index)
    {
        if (source.SecretRef is { } secret)
        {
            yield return new($"spec.api.envFrom[{index}].secretRef", Secret, secret.Name, []);
        }

        if (source.ConfigMapRef is { } configMap)
        {
            yield return new($"spec.api.envFrom[{index}].configMapRef", ConfigMap, configMap.Name, []);
        }
    }

    private static IEnumerable<SpecReference> OfVolume(V1Volume volume)
    {
        var field = $"spec.api.volumes[{volume.Name}]";
        return
        [
            .. Files($"{field}.secret", Secret, volume.Secret?.SecretName, volume.Secret?.Items, volume.Name),
            .. Files($"{field}.configMap", ConfigMap, volume.ConfigMap?.Name, volume.ConfigMap?.Items, volume.Name),
            .. (volume.Projected?.Sources ?? []).SelectMany((source, index) => (IEnumerable<SpecReference>)
            [
                .. Files($"{field}.projected.sources[{index}].secret", Secret, source.Secret?.Name, source.Secret?.Items, volume.Name),
                .. Files($"{field}.projected.sources[{index}].configMap", ConfigMap, source.ConfigMap?.Name, source.ConfigMap?.Items, volume.Name),
            ]),
        ];
    }

    private static IEnumerable<SpecReference> Files(string field, string kind, string? name, IList<V1KeyToPath>? items, string volume) =>
        name is null ? [] : [new(field, kind, name, [.. (items ?? []).Select(item => item.Key)], volume)];
}
