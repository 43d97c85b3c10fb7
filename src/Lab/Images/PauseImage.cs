using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images;

/// <summary>
/// The sandbox container of every pod: holds its namespaces, reaps its orphans, ends at SIGTERM. catatonit is one static program whose
/// <c>-P</c> does exactly that.
/// </summary>
internal static class PauseImage
{
    public static readonly DebianRecipe Recipe = new("pause", "trixie", ["catatonit"])
    {
        User = ApplicationUser.User,
        WithoutFiles = "^usr/libexec/",
    };

    public static readonly ContainerConfig Config = new()
    {
        User = ApplicationUser.IdAndGroup,
        Entrypoint = ["/usr/bin/catatonit", "-P"],
    };
}
