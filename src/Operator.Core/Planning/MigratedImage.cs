using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>
/// Whether the API runs what its migration ran. A migration runs once for each tag, and a tag may be pushed again: that the image is another
/// one then, only the pods know.
/// </summary>
public static partial class MigratedImage
{
    /// <summary>On a Deployment, by its controller: another value for each rollout.</summary>
    private const string Revision = "deployment.kubernetes.io/revision";

    private const int ShownDigits = 12;

    /// <returns>Another value whenever pods may answer otherwise than before; null where there is nothing to ask them.</returns>
    public static string? Question(ObservedStack observed) =>
        observed is { IsApiReady: true, Api: { Spec.Replicas: > 0 } api, MigrationJob: { } job, Stack: { } stack }
        && IsMutable(stack.Spec.Api.Image)
        && ApiMigrationJob.Key(stack) is { } key && JobRules.IsFor(job, key)
        && JobRules.StateOf(job) == JobState.Complete
            ? $"{job.Metadata.Uid} {api.Metadata.Uid} {api.Metadata.Annotation(Revision)}"
            : null;

    /// <param name="pods">Of the API and of its migration; others count for nothing.</param>
    /// <returns>A sentence, with the way to run the migration again; null unless the images are known to differ.</returns>
    public static string? Judge(V1Alpha1MiniStack stack, IEnumerable<V1Pod> pods) => Digits(stack, pods) is { } digits
        ? $"Tag {stack.Spec.Api.Image} was pushed again since the API's migration ran. To run it again: {Command(stack, digits)}."
        : null;

    /// <summary>The way to run the migration again.</summary>
    public static string Command(V1Alpha1MiniStack stack, string value = "$(date +%s)") =>
        $"kubectl annotate ms {stack.Metadata.Name} {Annotations.MigrateAgain}={value} --overwrite";

    /// <returns>Of the image that the API runs, where it is known to be another than its migration ran.</returns>
    private static string? Digits(V1Alpha1MiniStack stack, IEnumerable<V1Pod> pods)
    {
        if (stack.Spec.Api is not { Migrate: not null, Image: { } image } || !IsMutable(image))
        {
            return null;
        }

        var migration = Names.ApiMigration(stack.Metadata.Name);
        var all = pods.ToList();
        var migrated = all
            .Where(pod => pod.Status?.Phase == "Succeeded" && pod.Metadata.Job()?.Name == migration)
            .Select(pod => DigestOf(pod, image))
            .FirstOrDefault(each => each is not null);
        var newest = all
            .Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Metadata.Labels?.TryGetValue(Labels.Component, out var component) is true && component == Labels.ApiComponent)
            .OrderByDescending(pod => pod.Metadata.CreationTimestamp)
            .Select(pod => DigestOf(pod, image))
            .FirstOrDefault(each => each is not null);
        return migrated is not null && newest is not null && newest.Kind == migrated.Kind && newest != migrated ? newest.Digits[..ShownDigits] : null;
    }

    /// <summary>A name with a digest is always the same image.</summary>
    private static bool IsMutable(string image) => !image.Contains('@', StringComparison.Ordinal);

    private static Digest? DigestOf(V1Pod pod, string image) =>
        pod.Status?.ContainerStatuses?.FirstOrDefault(each => each.Name == Names.ApiContainer)?.ImageID is { } id
        && pod.Spec.Containers.Any(each => each.Name == Names.ApiContainer && each.Image == image)
        && Sha256().Match(id) is { Success: true } match
            ? new Digest(match.Groups["kind"].Value, match.Groups["digits"].Value)
            : null;

    [GeneratedRegex("^(?<kind>.*?)(?:sha256:)(?<digits>[0-9a-f]{64})$")]
    private static partial Regex Sha256();

    /// <param name="Kind">
    /// A pulled image goes by the digest of its manifest, one that was brought to the node by that of its configuration: one image may be both.
    /// </param>
    private sealed record Digest(string Kind, string Digits);
}
