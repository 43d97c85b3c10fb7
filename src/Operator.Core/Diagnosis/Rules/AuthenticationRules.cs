using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>An API whose password the database refuses.</summary>
internal static partial class AuthenticationRules
{
    /// <remarks>While the operator changes the password, and until every pod has the new one, the old one is refused for some moments.</remarks>
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => pod.Component != Labels.ApiComponent || pod.IsOfOldVersion || pod.Stack.IsPasswordDue
        ? []
        : from container in pod.Containers
          let output = Outputs(pod, container).FirstOrDefault(each => Refusal().IsMatch(each.Text))
          where output is not null
          select Refused(pod, container, output);

    /// <summary>The container ended for a password that the operator is changing: that is under way, and no fault of the program's.</summary>
    public static bool IsPassing(ObservedPod pod, ObservedContainer container) =>
        pod is { Component: Labels.ApiComponent, Stack.IsPasswordDue: true } && Refusal().IsMatch(container.EndOutput.Text);

    /// <summary>Where it may stand why a container does not get ready.</summary>
    private static IEnumerable<ProgramOutput> Outputs(ObservedPod pod, ObservedContainer container) =>
        [container.Status.Ready ? ProgramOutput.None : container.Output, Restarts.IsLooping(pod, container) ? container.EndOutput : ProgramOutput.None];

    private static Suspicion Refused(ObservedPod pod, ObservedContainer container, ProgramOutput output)
    {
        var stack = pod.Stack.Stack;
        var lines = output.Lines;
        var index = lines.Index().LastOrDefault(each => Refusal().IsMatch(each.Item), (Index: -1, Item: "")).Index;
        // Of a program that tries again and again, the rest of the line differs from look to look.
        var words = Refusal().Matches(output.Text)[^1];
        var password = pod.Stack.Credentials?.App.Value ?? CredentialRules.Value(pod.Stack.DatabaseSecret);
        var own = ConnectionFields.OfPassword(container.Spec, stack.Metadata.Name, password);
        var source = own is null ? "" : $", which {own.Value.Fields} {(own.Value.Fields.Contains(" and ", StringComparison.Ordinal) ? "set" : "sets")}";
        var user = words.Groups["user"].Value;
        var hint = user.Length > 0 && user != stack.Spec.Database.User
            ? $"The stack's role is {stack.Spec.Database.User}, not {user}. {ConnectionFields.Mend(stack.Spec.Api, user, "PGUSER") ?? ConnectionFields.OfUser(stack.Spec.Api) ?? "Let the program take PGUSER and PGPASSWORD, or DATABASE_URL"}{(own is null ? "" : $", and {Phrase.Within(own.Value.Mend)}")}"
            : own?.Mend ?? Restore(stack, ConnectionFields.WithPassword(container.Spec, password));
        return pod.Suspect(FindingCodes.AuthFailed, $"The database refuses the password of {container.PlaceWithin}{source}: {words.Value}.", hint) with
        {
            LogTail = LogText.From(lines, index),
        };
    }

    /// <summary>No field gives the program another password: its own code does, or the database has another one.</summary>
    /// <param name="right">The variables that have the stack's own password; null where none has.</param>
    private static string Restore(V1Alpha1MiniStack stack, string? right)
    {
        var secret = Names.Database(stack.Metadata.Name);
        var elsewhere = stack.Spec.Api.EnvFrom is { Count: > 0 } ? "spec.api.envFrom, the image or its code" : "the image or its code";
        var restore = stack.Spec.Database.PasswordSecretRef is { } own
            ? $"kubectl exec -it {Names.DatabasePod(stack.Metadata.Name)} -- psql -U {DatabaseAdminSecret.Superuser} -c '\\password {stack.Spec.Database.User}', with the password of Secret {own.Name}"
            : $"kubectl delete secret {secret}, and both get a new one";
        return right is not null
            ? $"{right} has the stack's own password. Where the driver of Postgres is an old one, update it in the image, and leave nothing of your machine in it (node_modules in .dockerignore); else the role got another password in the database: {restore}"
            : $"Let the program take DATABASE_URL or PGPASSWORD, if {elsewhere} has another password; if it does take them, the role got another password in the database: {restore}";
    }

    /// <summary>Where the password is a word of this, the word is masked.</summary>
    [GeneratedRegex("(?:password|\\*\\*\\*) authentication failed(?: for user \"(?<user>[^\"]*)\")?|\\b28P01\\b|fe_sendauth: no password supplied|no password was provided|client password must be a string", RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();
}
