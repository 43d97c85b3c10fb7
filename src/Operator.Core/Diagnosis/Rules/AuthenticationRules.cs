using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>An API whose password the database refuses.</summary>
internal static partial class AuthenticationRules
{
    /// <summary>The variables by which clients find the password.</summary>
    private static readonly string[] Variables = ["DATABASE_URL", "PGPASSWORD"];

    /// <remarks>While the operator changes the password, and until every pod has the new one, the old one is refused for some moments.</remarks>
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => pod.Component != Labels.ApiComponent || pod.IsOfOldVersion || pod.Stack.IsPasswordDue
        ? []
        : from container in pod.Containers
          let output = Outputs(pod, container).FirstOrDefault(each => each is not null && Refusal().IsMatch(each))
          where output is not null
          select Refused(pod, container, output);

    /// <summary>Where it may stand why a container does not get ready.</summary>
    private static IEnumerable<string?> Outputs(ObservedPod pod, ObservedContainer container) =>
        [container.Status.Ready ? null : container.Output, Restarts.IsLooping(pod, container) ? container.EndOutput : null];

    private static Suspicion Refused(ObservedPod pod, ObservedContainer container, string output)
    {
        var secret = Names.Database(pod.Stack.Stack.Metadata.Name);
        var own = (container.Spec.Env ?? [])
            .Where(variable => Variables.Contains(variable.Name) && variable.ValueFrom?.SecretKeyRef?.Name != secret)
            .Select(variable => $"spec.api.env[{variable.Name}]")
            .ToList();
        var fields = string.Join(" and ", own);
        var source = own.Count == 0 ? "" : $", which {fields} {(own.Count == 1 ? "sets" : "set")}";
        // Of a program that tries again and again, the rest of the line differs from look to look.
        var words = Refusal().Matches(output)[^1].Value;
        var hint = own.Count == 0
            ? $"Let the program take DATABASE_URL or PGPASSWORD from its environment: kubectl logs {pod.Name}"
            : $"Remove {fields}: the operator sets {(own.Count == 1 ? "it" : "them")} from Secret {secret}";
        return pod.Suspect(FindingCodes.AuthFailed, $"The database refuses the password of {container.PlaceWithin}{source}: {words}.", hint) with
        {
            LogTail = LogText.Tail(output),
        };
    }

    /// <summary>Where the password is a word of this, the word is masked.</summary>
    [GeneratedRegex("(?:password|\\*\\*\\*) authentication failed(?: for user \"[^\"]*\")?|\\b28P01\\b|fe_sendauth: no password supplied|no password was provided|client password must be a string", RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();
}
