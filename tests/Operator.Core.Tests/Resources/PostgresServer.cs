using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>
/// An installed Postgres, started the way the official image's entrypoint does it: on an empty PGDATA it makes the database and sources
/// the init scripts by name on a server that has only a socket; else it takes what is there. The operator's init container comes before.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    public const string AppPassword = "p'a\\ss w:o\"r%d$ü`id`";

    private const string Start = """
        set -Eeo pipefail
        serve() { pg_ctl --silent --wait --log="$WORK/server.log" --options="-c listen_addresses= -c log_statement=all -c fsync=off -k $PGHOST $PARAMETERS" start; }
        $PREPARE_SHELL "$WORK/prepare.sh" $PARAMETERS
        if [ ! -s "$PGDATA/PG_VERSION" ]; then
          eval 'initdb --no-sync --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") --auth-local=scram-sha-256 '"$POSTGRES_INITDB_ARGS"
          export PGPASSWORD=$POSTGRES_PASSWORD
          serve
          psql --username="$POSTGRES_USER" --dbname=postgres --command="CREATE DATABASE $POSTGRES_DB"
          for script in "$WORK"/initdb.d/*; do
            case $script in
              *.sh) . "$script" ;;
              *.sql) psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --file="$script" ;;
            esac
          done
          pg_ctl --silent --wait --mode=fast stop
        fi
        serve
        """;

    private readonly string _binaries;
    private readonly string _work = Directory.CreateTempSubdirectory("ministack-").FullName;

    private PostgresServer(string binaries)
    {
        _binaries = binaries;
        foreach (var folder in new[] { _work, Folder("volume"), Folder("initdb.d") })
        {
            Directory.CreateDirectory(folder);
            Process.Start("chmod", ["a+rwx", folder]).WaitForExit(); // for the user postgres
        }

        var pod = StatefulSet().Spec.Template.Spec;
        Write("prepare.sh", pod.InitContainers[0].Command[2]);
        Write("start.sh", Start);
        foreach (var (name, script) in DatabaseConfigMap.Build(Stacks.Minimal()).Data)
        {
            Write(Path.Combine("initdb.d", name), script);
        }
    }

    /// <summary>What the superuser's Secret says now.</summary>
    public string AdminPassword { get; set; } = "admin";

    /// <summary>The password whose fingerprint the pod carries, where that is not the Secret's.</summary>
    public string? PodIsMadeFor { get; set; }

    /// <summary>The program that runs the init container's script.</summary>
    public string Shell { get; set; } = "sh";

    /// <summary>The spec's parameters, as arguments of a server.</summary>
    public string Parameters { get; set; } = "";

    public string Log => File.ReadAllText(Folder("server.log"));

    public bool HasData => Directory.Exists(Folder("volume/pgdata"));

    /// <summary>Skips the test where no Postgres server is installed.</summary>
    public static PostgresServer Require()
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [];
        var newest = binaries.Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault();
        Assert.SkipWhen(newest is null, "No Postgres server is installed (Debian: apt-get install postgresql).");
        return new PostgresServer(newest!);
    }

    public void AddScript(string name, string text) => Write(Path.Combine("initdb.d", name), text);

    public void RemoveScript(string name) => File.Delete(Folder(Path.Combine("initdb.d", name)));

    /// <returns>The exit code and everything printed.</returns>
    public (int ExitCode, string Output) TryStart() => Run([], "bash", Folder("start.sh"));

    public void StartUp()
    {
        var (code, output) = TryStart();
        Assert.True(code == 0, output);
    }

    public void Stop() => Run([], "pg_ctl", "--silent", "--wait", "--mode=fast", "stop");

    /// <summary>A killed server's process stays known until it is reaped, and as long as it is known its socket counts as taken.</summary>
    public void WaitUntilDead()
    {
        var id = int.Parse(File.ReadLines(Folder("volume/pgdata/postmaster.pid")).First(), CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{id}"), TimeSpan.FromSeconds(30)), $"Process {id} is still there.");
    }

    /// <summary>As when the node dies.</summary>
    public void Kill()
    {
        var id = File.ReadLines(Folder("volume/pgdata/postmaster.pid")).First();
        var children = File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Run([], "kill", "-KILL", id);
        Assert.All([id, .. children], process => Assert.True(
            SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{process}"), TimeSpan.FromSeconds(30)), $"Process {process} is still there."));
    }

    /// <returns>The files on the volume that contain <paramref name="text"/>.</returns>
    public IEnumerable<string> FilesWith(string text) =>
        Directory.EnumerateFiles(Folder("volume"), "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <summary>A script of a Job's container, with a connection to this server.</summary>
    public (int ExitCode, string Output) RunJob(string shell, V1Job job, params KeyValuePair<string, string>[] secrets)
    {
        var container = job.Spec.Template.Spec.Containers.Single();
        var environment = container.Env.Where(variable => variable.Value is not null && variable.Name != "PGHOST")
            .Select(variable => KeyValuePair.Create(variable.Name, variable.Value));
        return Run([.. environment, .. secrets], shell, ["-c", .. container.Command.Skip(2)]);
    }

    public string Query(string sql) => Query("postgres", AdminPassword, sql);

    /// <returns>The rows, unaligned.</returns>
    public string Query(string user, string password, string sql)
    {
        var (code, output) = TryQuery(user, password, sql);
        Assert.True(code == 0, output);
        return output.TrimEnd();
    }

    public (int ExitCode, string Output) TryQuery(string user, string password, string sql) => Run(
        [new("PGPASSWORD", password)],
        "psql", "--no-psqlrc", "--no-password", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1", $"--username={user}", "--dbname=app",
        $"--command={sql}");

    public void Dispose()
    {
        Stop();
        Run([], "rm", "-rf", Folder("volume/pgdata"));
        Directory.Delete(_work, recursive: true);
    }

    private static string Fingerprint(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    private static V1StatefulSet StatefulSet() =>
        PostgresStatefulSet.Build(Stacks.Minimal(), TemplateRevision.Current(ClusterCapabilities.Oldest), "");

    private string Folder(string path) => Path.Combine(_work, path);

    private void Write(string path, string text) =>
        File.WriteAllText(Folder(path), text.Replace("/var/lib/ministack", Folder("volume"), StringComparison.Ordinal));

    private (int ExitCode, string Output) Run(KeyValuePair<string, string>[] environment, string program, params string[] arguments)
    {
        // Postgres refuses to run as root.
        string[] command = Environment.UserName == "root"
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--inh-caps=-all", program, .. arguments]
            : [program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        var variables = StatefulSet().Spec.Template.Spec.Containers[0].Env;
        foreach (var variable in variables.Where(variable => variable.Value is not null))
        {
            start.Environment[variable.Name] = variable.Value;
        }

        start.Environment["PATH"] = $"{_binaries}:{start.Environment["PATH"]}";
        start.Environment["WORK"] = _work;
        start.Environment["PGDATA"] = Folder("volume/pgdata");
        start.Environment["PGHOST"] = _work;
        start.Environment["PREPARE_SHELL"] = Shell;
        start.Environment["PARAMETERS"] = Parameters;
        start.Environment["POSTGRES_PASSWORD"] = AdminPassword;
        start.Environment["MINISTACK_SUPERUSER_HASH"] = Fingerprint(PodIsMadeFor ?? AdminPassword);
        start.Environment["MINISTACK_SECRET_HASH"] = Fingerprint(AdminPassword);
        start.Environment["MINISTACK_APP_USER"] = "app";
        start.Environment["MINISTACK_APP_PASSWORD"] = AppPassword;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
