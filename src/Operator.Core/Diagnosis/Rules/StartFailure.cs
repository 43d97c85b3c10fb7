using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What a container runtime says of a container that it could not start.</summary>
internal static partial class StartFailure
{
    /// <summary>Of a termination that was none.</summary>
    public const string Reason = "StartError";

    /// <returns>Null of a container that was started.</returns>
    public static string? Of(ObservedContainer container) =>
        container.Waiting is { Reason: "RunContainerError", Message.Length: > 0 } waiting ? Shorten(waiting.Message)
        : container.LastEnd is { Reason: Reason or "ContainerCannotRun" } end ? Shorten(end.Message ?? "")
        : null;

    /// <summary>The innermost cause, without the layers that passed it on and without what differs from pod to pod.</summary>
    public static string Shorten(string message)
    {
        var cause = Layers().Replace(message.Trim(), "");
        cause = Suffix().Replace(cause, "");
        cause = PodDirectory().Replace(cause, "…");
        cause = Identifier().Replace(cause, "…");
        return TellingLine.Limit(cause);
    }

    [GeneratedRegex(@"^.*?(?:unable to start container process|starting container process caused|OCI runtime create failed|failed to create containerd task|failed to start container ""\w+""|failed to generate container ""\w+"" spec): (?:failed to generate spec: |""?process_linux\.go:\d+: container init caused: |error during container init: |runc create failed: |unable to start container process: |container_linux\.go:\d+: |starting container process caused: |rootfs_linux\.go:\d+: |process_linux\.go:\d+: |failed to create shim(?: task)?: |OCI runtime create failed: )*", RegexOptions.Singleline)]
    private static partial Regex Layers();

    [GeneratedRegex(@": unknown(?:: Are you trying.*)?$", RegexOptions.Singleline)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\b[0-9a-f]{64}\b")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"(?:/[\w.-]+)*/pods/[0-9a-f-]{36}")]
    private static partial Regex PodDirectory();
}
