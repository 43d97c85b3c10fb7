using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What mends the trouble that the init container tells of in its last line: users and groups, and an image of another version.</summary>
internal static partial class PrepareHints
{
    private const string Fields = "spec.database.securityContext.runAsUser, .runAsGroup and .fsGroup";

    /// <returns>Null where the line tells of something else.</returns>
    public static string? Of(ObservedPod pod, string line)
    {
        var (user, group) = (pod.Pod.Spec.SecurityContext?.RunAsUser, pod.Pod.Spec.SecurityContext?.RunAsGroup);
        if (OtherImage().Match(line) is { Success: true } image)
        {
            return $"Set spec.database.version to {image.Groups["major"].Value}, or remove it: the image tells it";
        }

        if (NoUser().Match(line) is { Success: true } none)
        {
            return none.Groups["own"].Success
                ? $"Set {Fields} to {none.Groups["own"].Value}"
                : $"Set {Fields} to the numbers that the image's server runs as";
        }

        if (OtherOwner().Match(line) is { Success: true } owner)
        {
            return $"If the image's server runs as user {owner.Groups["owner"].Value}, set {Fields} to that; else give the data to user {user}: chown -R {user}:{group} its directory, on the node or the volume's server";
        }

        return Volume().IsMatch(line) || Refused().IsMatch(line)
            ? $"chown {user}:{group} the volume's directory, on the node or the NFS server: nothing in the cluster changes the owner of a hostPath or NFS volume. "
                + $"If the image's server runs as another user, set {Fields} to its numbers"
            : null;
    }

    [GeneratedRegex(@"The image is PostgreSQL (?<major>\d+), but spec\.database\.version is \d+\.$")]
    private static partial Regex OtherImage();

    [GeneratedRegex(@"The image has no user \d+, as whom this pod runs; its own user postgres is ((?<own>\d+)|missing)\.$|could not look up effective user ID")]
    private static partial Regex NoUser();

    [GeneratedRegex(@"What lies in \S+ belongs to user (?<owner>\d+), and this pod runs as user \d+\.$")]
    private static partial Regex OtherOwner();

    [GeneratedRegex("The volume belongs to user ")]
    private static partial Regex Volume();

    [GeneratedRegex("ermission denied|not permitted|has wrong ownership")]
    private static partial Regex Refused();
}
