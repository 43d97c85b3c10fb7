using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images;

/// <summary>PostgreSQL as Debian builds it, behind an entrypoint that keeps the official image's contract.</summary>
internal sealed class PostgresImage(int major, string suite, string repositoryRoot)
{
    /// <summary>Raised when the same script gives another layer than before.</summary>
    private const string FilesRevision = "2";

    private const string Entrypoint = "usr/local/bin/docker-entrypoint.sh";
    private const string Home = "var/lib/postgresql";

    private static readonly DebianUser User = new("postgres", 999, "/" + Home, "/bin/bash");

    public DebianRecipe Recipe => new($"postgres-{major}", suite,
        [$"postgresql-{major}", "bash", "coreutils", "dash", "findutils", "grep", "gzip", "sed", "util-linux"])
    {
        User = User,
        // LLVM compiles queries just in time and is larger than all the rest; perl and postgresql-common manage several clusters on one
        // host; the remaining names are what only installing, logging in or other locales need.
        WithoutPackages = @"libllvm.*|libz3-.*|.*perl.*|postgresql-common(-dev)?|postgresql-client-common|ssl-cert|openssl.*|adduser|passwd|login.*"
            + @"|libpam-(modules|runtime).*|libsemanage.*|libsepol.*|debconf|dpkg|tar|init-system-helpers|sysvinit-utils|base-passwd|locales|libc-l10n|libc-bin-.*"
            + @"|sensible-utils|ucf|logsave|lsb-base|procps|libproc2-0|libdb5.*|libgdbm.*|libsasl2-modules-db|netbase|gcc-.*-base|libdebconfclient0|readline-common",
        WithoutFiles = @"/llvmjit[^/]*$|/bitcode/",
    };

    public ContainerConfig Config => new()
    {
        Environment =
        [
            $"PATH=/usr/lib/postgresql/{major}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG=C.UTF-8",
            $"PG_MAJOR={major}",
            $"PGDATA=/{Home}/data",
        ],
        Entrypoint = ["docker-entrypoint.sh"],
        Command = ["postgres"],
        Ports = ["5432/tcp"],
        Volumes = [$"/{Home}/data"],
        // Fast shutdown: SIGTERM would wait for clients to leave.
        StopSignal = "SIGINT",
    };

    public async Task<Layer> FilesAsync(LayerCache layers, CancellationToken cancellationToken)
    {
        var script = Path.Combine(repositoryRoot, "src/Lab/Images/Postgres/docker-entrypoint.sh");
        return await layers.GetAsync("postgres-files", ContentKey.Of([FilesRevision, ContentKey.OfFiles(repositoryRoot, [script])]), layer =>
        {
            using var content = File.OpenRead(script);
            layer.AddFile(Entrypoint, content, FileModes.Octal0755);
            // What an installation does through /etc/alternatives: on a terminal psql shows every answer through it.
            layer.AddSymbolicLink("usr/bin/pager", "more");
            layer.AddDirectory("docker-entrypoint-initdb.d");
            layer.AddDirectory(Home, FileModes.Octal0755, User.Id);
            layer.AddDirectory($"{Home}/data", FileModes.Octal1777, User.Id);
            layer.AddDirectory("run/postgresql", FileModes.Octal3777, User.Id);
            return Task.CompletedTask;
        }, cancellationToken);
    }
}
