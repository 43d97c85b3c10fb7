using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What tells, beside the spec, that a stack may not be what it was at the last look.</summary>
public static class LookFacts
{
    /// <param name="known">What the pass has found by itself.</param>
    /// <returns>The same text for the same state.</returns>
    public static string Of(ObservedStack observed, IReadOnlyList<Finding> known)
    {
        IEnumerable<string?> versions =
        [
            VersionOf(observed.Api), VersionOf(observed.Database), VersionOf(observed.Volume),
            VersionOf(observed.MigrationJob), VersionOf(observed.PasswordJob), VersionOf(observed.ExtensionsJob),
        ];
        return string.Join(' ', versions.Concat(known.Select(each => $"{each.Component}/{each.Code}")));
    }

    /// <summary>No two objects of a cluster, nor two versions of one, have the same.</summary>
    private static string? VersionOf<T>(T? item)
        where T : class, IKubernetesObject<V1ObjectMeta> => item?.Metadata.ResourceVersion ?? "-";
}
