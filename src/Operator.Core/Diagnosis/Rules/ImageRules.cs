using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>An image that a node cannot get.</summary>
internal static partial class ImageRules
{
    private const string BackOff = "ImagePullBackOff";

    public static IEnumerable<Suspicion> Find(ObservedPod pod) => pod.Containers.Select(each => Find(pod, each)).OfType<Suspicion>();

    private static Suspicion? Find(ObservedPod pod, ObservedContainer container)
    {
        var image = container.Spec.Image;
        return container.Waiting?.Reason switch
        {
            "InvalidImageName" => pod.Suspect(
                FindingCodes.InvalidImageName,
                $"{image} of {Suspicion.PodMark} ({FieldOf(pod, container)}) is no image name{Complaint(container)}.",
                container.IsForeign && !pod.IsOfJob ? $"kubectl describe pod {pod.Name}" : $"Mend {FieldOf(pod, container)}"),
            "ErrImageNeverPull" => pod.Suspect(
                FindingCodes.ImagePullFailed,
                $"Image {image} of {Suspicion.PodMark} ({FieldOf(pod, container)}) is not on its node, and spec.api.imagePullPolicy is Never.",
                $"Load it into the cluster's nodes (kind load docker-image {image}, or ./lab load {image} in the lab), or set spec.api.imagePullPolicy to IfNotPresent"),
            "ErrImagePull" or BackOff or "RegistryUnavailable" or "ImageInspectError" or "ErrImageInspect" or "SignatureValidationFailed" =>
                Failed(pod, container),
            _ => null,
        };
    }

    private static Suspicion Failed(ObservedPod pod, ObservedContainer container)
    {
        var image = container.Spec.Image;
        var failure = CauseOf(pod, container) is { } cause ? PullFailure.Of(cause) : PullFailure.Unknown;
        // Without a login some registries deny an image, others deny that there is one, and some limit how often strangers ask.
        var missing = failure.Kind is PullFailureKind.Denied or PullFailureKind.NotFound or PullFailureKind.RateLimit ? MissingPullSecrets(pod) : null;
        var field = FieldOf(pod, container);
        return pod.Suspect(
            FindingCodes.ImagePullFailed,
            $"Image {image} of {Suspicion.PodMark} ({field}) can't be pulled: {failure.Reason}{(missing is null ? "" : $"; of spec.api.imagePullSecrets there is no {missing}")}.",
            missing is null ? HintOf(pod, container, failure.Kind) : HintOf(missing)) with
        {
            Stalls = !failure.IsPassing,
        };
    }

    /// <summary>Which field of the spec names the image.</summary>
    private static string FieldOf(ObservedPod pod, ObservedContainer container) =>
        container.IsForeign && !pod.IsOfJob ? $"container {container.Name}, which something else put there"
        : pod.Component == Labels.ApiComponent ? "spec.api.image"
        : pod.Stack.Stack.Spec.Database.Image is null ? "spec.database.version"
        : "spec.database.image";

    /// <summary>While it waits for its next attempt, an older node tells the cause of the last one in an event alone.</summary>
    private static string? CauseOf(ObservedPod pod, ObservedContainer container)
    {
        var message = BackOffText().Replace(container.Waiting?.Message ?? "", "");
        return message.Length > 0
            ? message
            : container.EventsOf(pod)
                .Where(each => each.Reason is "Failed" or "InspectFailed")
                .Select(each => PullText().Match(each.Message ?? ""))
                .LastOrDefault(each => each.Success)?.Groups["cause"].Value;
    }

    private static string Complaint(ObservedContainer container) =>
        InvalidReference().Match(container.Waiting?.Message ?? "") is { Success: true } match ? $": {match.Groups[1].Value}" : "";

    /// <summary>Newer nodes say so in an event, which may be older than the Secret; older ones leave the Secret out in silence.</summary>
    /// <returns>Their names; null when none is missing, or the pod names none.</returns>
    private static string? MissingPullSecrets(ObservedPod pod)
    {
        if (pod.Stack.Evidence.MissingPullSecrets is { } looked)
        {
            var named = looked.Where(name => pod.Pod.Spec.ImagePullSecrets?.Any(each => each.Name == name) is true).ToList();
            return named.Count == 0 ? null : string.Join(", ", named);
        }

        return pod.Events
            .Where(each => each.Reason == "FailedToRetrieveImagePullSecret")
            .Select(each => PullSecrets().Match(each.Message ?? ""))
            .LastOrDefault(each => each.Success)?.Groups[1].Value;
    }

    private static string HintOf(string missing)
    {
        var one = missing.Split(", ")[0];
        return $"Make Secret {one}, or take it out of spec.api.imagePullSecrets: kubectl create secret docker-registry {one} --docker-server=REGISTRY --docker-username=USER --docker-password=PASSWORD";
    }

    private static string HintOf(ObservedPod pod, ObservedContainer container, PullFailureKind kind)
    {
        var image = container.Spec.Image;
        var field = FieldOf(pod, container);
        var local = $"an image of your own machine has to be loaded: kind load docker-image {image}, or ./lab load {image} in the lab";
        return kind switch
        {
            _ when container.IsForeign && !pod.IsOfJob => $"kubectl describe pod {pod.Name}",
            PullFailureKind.NotFound => $"Mend {field} or push the image; {local}",
            PullFailureKind.Denied when pod.Component == Labels.ApiComponent => $"Mend {field}, or name a Secret with the login in spec.api.imagePullSecrets; {local}",
            PullFailureKind.Denied => $"Mend {field}; {local}",
            PullFailureKind.RateLimit when pod.Component == Labels.DatabaseComponent => "Wait, or pull from a mirror: spec.database.image",
            PullFailureKind.RateLimit => "Wait, or name a Secret with a login in spec.api.imagePullSecrets",
            PullFailureKind.Unreachable => $"Check the name in {field}, and the node's way to the registry; {local}",
            PullFailureKind.Registry => "Configure the registry on every node",
            PullFailureKind.Platform => "Build the image for the processor that the node has: kubectl get nodes -L kubernetes.io/arch",
            PullFailureKind.NodeFull => $"kubectl describe node {pod.Pod.Spec.NodeName}",
            _ => $"kubectl describe pod {pod.Name}",
        };
    }

    [GeneratedRegex("""^Back-off pulling image "[^"]*"(?:: )?""")]
    private static partial Regex BackOffText();

    [GeneratedRegex("""Failed to (?:pull|inspect) image "[^"]*": (?<cause>.*)$""", RegexOptions.Singleline)]
    private static partial Regex PullText();

    [GeneratedRegex("""couldn't parse image (?:reference|name) "[^"]*": (?:invalid reference format: )?(.*)$""")]
    private static partial Regex InvalidReference();

    [GeneratedRegex(@"image pull secrets \((.+?)\)")]
    private static partial Regex PullSecrets();
}
