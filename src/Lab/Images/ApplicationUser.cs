using MiniStack.Lab.Images.Debian;

namespace MiniStack.Lab.Images;

/// <summary>The user of images that need no rights: distroless's <c>nonroot</c>.</summary>
internal static class ApplicationUser
{
    public static readonly DebianUser User = new("nonroot", 65532, "/tmp", "/bin/sh");

    public static readonly string IdAndGroup = $"{User.Id}:{User.Id}";

    /// <summary>For <c>kubectl exec</c>, and <c>sleep</c> for a preStop hook.</summary>
    public static readonly IReadOnlyList<string> Tools = ["cat", "env", "id", "kill", "ls", "ps", "sh", "sleep", "wget"];
}
