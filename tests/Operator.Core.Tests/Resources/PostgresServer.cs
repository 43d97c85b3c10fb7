using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>
/// The database's pod on an installed Postgres, without a cluster: its containers run one after the other with the commands, variables and
/// mounts of the pod template, in an image that has the entrypoint of the lab's.
/// </summary>
internal sealed partial class PostgresServer : IDisposable
{
    public const string AppPassword = "p'a\\ss w:o\"r%d$ü`id`";

    private readonly string _binaries;
    private readonly string _work = Directory.CreateTempSubdirectory("ministack-").FullName;
    private readonly List<PostgresContainerProcess> _containers = [];
    private PostgresContainerProcess? _server;

    private PostgresServer(string binaries)
    {
        _binaries = binaries;
        foreach (var folder in new[] { "", "image", "data", "init-scripts", "run", "init", "tmp", "shm" })
        {
            MakeFolder(folder);
        }

        File.WriteAllText(Folder("termination-log"), "");
        Open(Folder("termination-log"));
        AddProgram("docker-entrypoint.sh", File.ReadAllText(Path.Combine(GoldenFolder.Project, "../../src/Lab/Images/Postgres/docker-entrypoint.sh")));
    }

    /// <summary>Of the pod's template.</summary>
    public int Revision { get; set; } = TemplateRevision.Newest;

    /// <summary>What the superuser's Secret says now.</summary>
    public string AdminPassword { get; set; } = "admin";

    /// <summary>The password whose fingerprint the pod carries, where that is not the Secret's.</summary>
    public string? PodIsMadeFor { get; set; }

    /// <summary>The program that runs the init container's script.</summary>
    public string Shell { get; set; } = "sh";

    /// <summary>The spec names a ConfigMap, though it may not be there.</summary>
    public bool NamesScripts { get; set; }

    /// <summary>The spec's image and version; the image in use is the test's own.</summary>
    public (string? Image, int? Version) Asked { get; set; }

    /// <summary>As whom the pod runs, by name or number.</summary>
    public string User { get; set; } = "postgres";

    /// <summary>What the node hands on of an init container that ended well.</summary>
    public string TerminationMessage => File.ReadAllText(Folder("termination-log"));

    /// <summary>The spec's parameters.</summary>
    public Dictionary<string, string> Parameters { get; } = new() { ["log_statement"] = "all", ["fsync"] = "off" };

    /// <summary>What all containers wrote so far.</summary>
    public string Log => string.Concat(_containers.Select(container => container.Output));

    /// <summary>Whether there is something under the name that is served.</summary>
    public bool HasData => Directory.Exists(Volume("pgdata")) && new DirectoryInfo(Volume("pgdata")).LinkTarget is null;

    /// <summary>Skips the test where no Postgres server is installed, or where a container cannot be made.</summary>
    public static PostgresServer Require()
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [];
        var newest = binaries.Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault();
        Assert.SkipWhen(newest is null, "No Postgres server is installed (Debian: apt-get install postgresql).");
        Assert.SkipUnless(Environment.UserName == "root", "Only root may make the namespaces of a container.");
        return new PostgresServer(newest!);
    }

    /// <summary>To the user postgres.</summary>
    public static void Open(string path) => Process.Start("chmod", ["a+rwx", path]).WaitForExit();

    /// <summary>A path on the data volume.</summary>
    public string Volume(string path) => Folder(Path.Combine("data", path));

    /// <summary>A script of the user's ConfigMap.</summary>
    public void AddScript(string name, string text) => File.WriteAllText(Folder(Path.Combine("init-scripts", name)), text);

    public void RemoveScript(string name) => File.Delete(Folder(Path.Combine("init-scripts", name)));

    /// <summary>A program of the image, found before all others.</summary>
    public void AddProgram(string name, string text)
    {
        var path = Folder(Path.Combine("image", name));
        File.WriteAllText(path, text);
        Open(path);
    }

    public void RemoveProgram(string name) => File.Delete(Folder(Path.Combine("image", name)));

    /// <summary>Another pod on the same volume.</summary>
    public void ReplacePod()
    {
        Stop();
        foreach (var folder in new[] { "run", "init", "tmp", "shm" })
        {
            Directory.Delete(Folder(folder), recursive: true);
            MakeFolder(folder);
        }
    }

    public PostgresContainerProcess StartPrepare()
    {
        var container = Template().Spec.InitContainers[0];
        return Run(container, [Shell, .. container.Command.Skip(1), .. container.Args ?? []]);
    }

    /// <summary>Also after an init container that failed, as no node would.</summary>
    public PostgresContainerProcess StartMain()
    {
        var container = Template().Spec.Containers[0];
        return Run(container, ["docker-entrypoint.sh", .. container.Args ?? ["postgres"]]);
    }

    /// <returns>The exit code of the first container that ended, 0 for a server that runs; and everything printed.</returns>
    public (int ExitCode, string Output) TryStart()
    {
        var code = Prepare(out var output);
        if (code != 0)
        {
            return (code, output);
        }

        var server = StartMain();
        server.WaitUntil(() => server.Listens && Answers(server));
        if (server.HasEnded)
        {
            code = End(server);
            return (code, output + server.Output);
        }

        _server = server;
        return (0, output + server.Output);
    }

    /// <summary>Runs the init container to its end. No client may be able to connect meanwhile.</summary>
    public int Prepare(out string output)
    {
        var prepare = StartPrepare();
        prepare.WaitUntil(() => prepare.Listens);
        Assert.True(prepare.HasEnded, $"A client could connect during the first start: {prepare.Output}");
        var code = End(prepare);
        output = prepare.Output;
        return code;
    }

    public void StartUp()
    {
        var (code, output) = TryStart();
        Assert.True(code == 0, output);
    }

    /// <summary>As the hook before a pod's end does.</summary>
    public void Stop()
    {
        if (_server is { } server)
        {
            server.Signal("INT");
            server.WaitForEnd();
            End(server);
            _server = null;
        }
    }

    /// <summary>As when the node dies.</summary>
    public void Kill()
    {
        _server!.Kill();
        End(_server);
        _server = null;
    }

    /// <returns>The files on the volume that contain <paramref name="text"/>.</returns>
    public IEnumerable<string> FilesWith(string text) =>
        Directory.EnumerateFiles(Folder("data"), "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <summary>A script of a Job's container, with a connection to this server.</summary>
    public (int ExitCode, string Output) RunJob(string shell, V1Job job, params KeyValuePair<string, string>[] secrets)
    {
        var container = job.Spec.Template.Spec.Containers.Single();
        var environment = container.Env.Where(variable => variable.Value is not null && variable.Name != "PGHOST")
            .Select(variable => KeyValuePair.Create(variable.Name, variable.Value));
        return Connected([.. environment, .. secrets], shell, ["-c", .. container.Command.Skip(2)]);
    }

    public string Query(string sql) => Query("postgres", AdminPassword, sql);

    /// <returns>The rows, unaligned.</returns>
    public string Query(string user, string password, string sql)
    {
        var (code, output) = TryQuery(user, password, sql);
        Assert.True(code == 0, output);
        return output.TrimEnd();
    }

    /// <summary>As <see cref="Query(string, string, string)"/>, in another database than the stack's own.</summary>
    public string QueryIn(string database, string user, string password, string sql)
    {
        var (code, output) = TryQueryIn(database, user, password, sql);
        Assert.True(code == 0, output);
        return output.TrimEnd();
    }

    /// <summary>Over TCP, with a password.</summary>
    public (int ExitCode, string Output) TryQuery(string user, string password, string sql) => TryQueryIn("app", user, password, sql);

    private (int ExitCode, string Output) TryQueryIn(string database, string user, string password, string sql) => Connected(
        [new("PGPASSWORD", password)],
        "psql", "--no-psqlrc", "--no-password", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1", $"--username={user}", $"--dbname={database}",
        $"--command={sql}");

    /// <summary>Ends a container that has not ended yet.</summary>
    /// <returns>Its exit code, -1 when it was killed here.</returns>
    public static int End(PostgresContainerProcess container)
    {
        var code = container.HasEnded ? container.WaitForEnd() : -1;
        container.Dispose();
        return code;
    }

    public void Dispose()
    {
        foreach (var container in _containers)
        {
            container.Dispose();
        }

        Directory.Delete(_work, recursive: true);
    }

    private static string Fingerprint(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    private string Folder(string path) => Path.Combine(_work, path);

    private void MakeFolder(string name) => Open(Directory.CreateDirectory(Folder(name)).FullName);

    private V1PodTemplateSpec Template() =>
        PostgresStatefulSet.Build(Stack(), new TemplateRevision(Revision, false), Fingerprint(PodIsMadeFor ?? AdminPassword)).Spec.Template;

    private V1Alpha1MiniStack Stack()
    {
        var stack = Stacks.Minimal();
        stack.Spec.Database.Parameters = Parameters;
        (stack.Spec.Database.Image, stack.Spec.Database.Version) = Asked;
        if (NamesScripts || Directory.EnumerateFiles(Folder("init-scripts")).Any())
        {
            stack.Spec.Database.InitScripts = new() { ConfigMapRef = new V1LocalObjectReference { Name = "schema" } };
        }

        return stack;
    }

    private PostgresContainerProcess Run(V1Container container, IEnumerable<string> command)
    {
        var isProjected = container.VolumeMounts.Any(mount => mount.Name == "init") && Revision == 1;
        if (isProjected)
        {
            Project();
        }

        var environment = container.Env.Select(variable => KeyValuePair.Create(variable.Name, ValueOf(variable))).Concat(
        [
            new("PATH", $"/image:{_binaries}:/usr/bin:/bin:/usr/sbin:/sbin"),
            new("LANG", "C.UTF-8"),
        ]);
        var process = new PostgresContainerProcess(
            Folder($"root-{_containers.Count}"),
            [.. container.VolumeMounts.Select(mount => (Folder(mount.Name), mount.MountPath)), (Folder("image"), "/image")],
            Folder("termination-log"),
            User,
            environment,
            command.Select(each => Expand(each, environment.ToDictionary())));
        _containers.Add(process);
        return process;
    }

    /// <summary>The operator's scripts and the user's in one directory.</summary>
    private void Project()
    {
        foreach (var file in Directory.GetFiles(Folder("init")))
        {
            File.Delete(file);
        }

        foreach (var (name, script) in DatabaseConfigMap.Build(Stacks.Minimal()).Data)
        {
            File.WriteAllText(Folder(Path.Combine("init", name)), script);
        }

        foreach (var file in Directory.GetFiles(Folder("init-scripts")))
        {
            File.Copy(file, Folder(Path.Combine("init", Path.GetFileName(file))));
        }
    }

    /// <summary>As a node does with the words of a command.</summary>
    private static string Expand(string word, Dictionary<string, string> variables) => Reference().Replace(
        word, match => match.Value == "$$" ? "$" : variables.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    [GeneratedRegex(@"\$\$|\$\((?<name>[^)]*)\)|\$[^$(]", RegexOptions.Singleline)]
    private static partial Regex Reference();

    private string ValueOf(V1EnvVar variable) => variable.ValueFrom switch
    {
        { ConfigMapKeyRef.Key: { } key } => DatabaseConfigMap.Build(Stack()).Data.TryGetValue(key, out var value) ? value : "",
        { FieldRef: not null } => Fingerprint(PodIsMadeFor ?? AdminPassword),
        { SecretKeyRef: { Name: "demo-db", Key: "username" } } => "app",
        { SecretKeyRef.Name: "demo-db" } => AppPassword,
        { SecretKeyRef.Key: DatabaseAdminSecret.FingerprintKey } => Fingerprint(AdminPassword),
        { SecretKeyRef: not null } => AdminPassword,
        // Most first starts of a test are thrown away.
        _ => variable.Name == "POSTGRES_INITDB_ARGS" ? variable.Value + " --no-sync" : variable.Value ?? "",
    };

    private bool Answers(PostgresContainerProcess server) =>
        In(server, [], Path.Combine(_binaries, "pg_isready"), "--host=127.0.0.1", "--quiet").ExitCode == 0;

    private (int ExitCode, string Output) Connected(KeyValuePair<string, string>[] environment, string program, params string[] arguments) =>
        In(_server!, [new("PGHOST", "127.0.0.1"), .. environment], program, arguments);

    private (int ExitCode, string Output) In(
        PostgresContainerProcess container, KeyValuePair<string, string>[] environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "nsenter", [$"--net=/proc/{container.ProcessId.ToString(CultureInfo.InvariantCulture)}/ns/net", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = $"{_binaries}:{start.Environment["PATH"]}";
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
