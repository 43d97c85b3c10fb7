using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images;

/// <summary>The FastAPI sample under uvicorn.</summary>
internal sealed class FastApiImage(string repositoryRoot)
{
    public static readonly DebianRecipe Recipe = new("fastapi", "trixie", ["python3-fastapi", "python3-uvicorn", "python3-psycopg2", "uvicorn", "busybox-static"])
    {
        User = ApplicationUser.User,
        BusyboxLinks = ApplicationUser.Tools,
        WithoutPackages = @"debconf|dpkg|tar|perl.*|gcc-.*-base|media-types|readline-common|libdb5.*|openssl.*|libselinux1|libpcre2.*|libacl1|libmd0",
    };

    public static readonly ContainerConfig Config = new()
    {
        User = ApplicationUser.IdAndGroup,
        WorkingDirectory = "/app",
        // Bytecode would be written beside the sources, and a root file system may be read-only. Unbuffered: a crash keeps its last lines.
        Environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1"],
        Entrypoint = [],
        Command = ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"],
        Ports = ["8000/tcp"],
    };

    public async Task<Layer> FilesAsync(LayerCache layers, CancellationToken cancellationToken)
    {
        var main = Path.Combine(repositoryRoot, "config/samples/fastapi/app/main.py");
        return await layers.GetAsync("fastapi-files", ContentKey.OfFiles(repositoryRoot, [main]), layer =>
        {
            using var content = File.OpenRead(main);
            layer.AddFile("app/main.py", content);
            return Task.CompletedTask;
        }, cancellationToken);
    }
}
