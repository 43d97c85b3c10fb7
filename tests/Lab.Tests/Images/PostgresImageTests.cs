using System.IO.Compression;
using MiniStack.Lab.Images;

namespace MiniStack.Lab.Tests.Images;

[Trait("Category", "EndToEnd")]
public sealed class PostgresImageTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>, IDisposable
{
    private const string Password = "s3cr#t 'p/w'";
    private const string DataDirectory = "/var/lib/ministack";

    // As a pod of the operator runs: the image's user, no capabilities.
    private static readonly string[] AsPostgres =
    [
        "setpriv", "--reuid=999", "--regid=999", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs",
        "docker-entrypoint.sh", "postgres",
    ];

    private static readonly string[] Environment = [$"PGDATA={DataDirectory}/pgdata", "POSTGRES_USER=app", "POSTGRES_PASSWORD_FILE=/secrets/password"];

    private readonly TemporaryDirectory _host = new();

    [Theory]
    [InlineData(LabImages.Postgres17)]
    [InlineData(LabImages.Postgres15)]
    public async Task Init_scripts_run_once_and_data_outlives_the_container(string reference)
    {
        var image = await containerd.ImportAsync(reference);
        await PrepareHostAsync();
        Script("1.sql", "CREATE TABLE item (name text); INSERT INTO item VALUES ('sql');");
        using (var gzip = new GZipStream(File.Create(ScriptPath("2.sql.gz")), CompressionLevel.Fastest))
            gzip.Write("INSERT INTO item VALUES ('gzip');"u8);
        Script("3.sh", "#!/bin/sh\npsql --username \"$POSTGRES_USER\" \"$POSTGRES_DB\" -c \"INSERT INTO item VALUES ('executed')\"\n");
        await Tool.ReadAsync("chmod", ["755", ScriptPath("3.sh")], default);
        Script("4.sh", "docker_process_sql -c \"INSERT INTO item VALUES ('sourced')\"\n");

        await using (var first = await RunAsync(image))
        {
            await ReadyAsync(first);
            Assert.Equal("executed gzip sourced sql", await ItemsAsync(first));
            await first.ExecAsync("psql", "--username=app", "--command=INSERT INTO item VALUES ('kept')");
            await first.SignalAsync("SIGINT");
            Assert.Equal(0, await first.ExitAsync());
        }

        await using var second = await RunAsync(image);
        await ReadyAsync(second);
        Assert.Equal("executed gzip kept sourced sql", await ItemsAsync(second));
        Assert.DoesNotContain("running /docker-entrypoint-initdb.d", second.Log);
    }

    [Fact]
    public async Task Another_host_needs_the_password()
    {
        await using var container = await RunAsync(await PreparedAsync());
        await ReadyAsync(container);

        Assert.True(await container.SucceedsAsync("env", $"PGPASSWORD={Password}", "psql", "--host", Container.Address, "--username=app", "--command=SELECT 1"));
        Assert.False(await container.SucceedsAsync("env", "PGPASSWORD=wrong", "psql", "--host", Container.Address, "--username=app", "--command=SELECT 1"));
        Assert.StartsWith("SCRAM-SHA-256$", await QueryAsync(container, "SELECT rolpassword FROM pg_authid WHERE rolname = 'app'"));
    }

    [Fact]
    public async Task The_password_stands_on_no_command_line()
    {
        var image = await PreparedAsync();
        using var stop = new CancellationTokenSource();
        var seen = new HashSet<string>();
        var watch = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                seen.UnionWith(CommandLines());
        });

        await using var container = await RunAsync(image);
        await ReadyAsync(container);
        await stop.CancelAsync();
        await watch;

        Assert.Contains(seen, line => line.Contains("initdb --username=app", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, line => line.Contains(Password, StringComparison.Ordinal));
        Assert.DoesNotContain(Password, container.Log);
    }

    [Fact]
    public async Task Without_a_password_it_refuses_to_start()
    {
        var image = await PreparedAsync();

        await using var container = await RunAsync(image, [$"PGDATA={DataDirectory}/pgdata", "POSTGRES_PASSWORD="]);

        await container.LogsAsync("set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE");
        Assert.Equal(1, await container.ExitAsync());
    }

    [Fact]
    public async Task A_directory_with_other_files_is_refused_and_kept()
    {
        var image = await PreparedAsync();
        Directory.CreateDirectory(_host["data/pgdata"]);
        File.WriteAllText(_host["data/pgdata/precious"], "");
        await Tool.ReadAsync("chown", ["-R", "999:999", _host["data"]], default);

        await using var container = await RunAsync(image);

        await container.LogsAsync("exists but is not empty");
        Assert.Equal(1, await container.ExitAsync());
        Assert.Equal(["precious"], Directory.GetFileSystemEntries(_host["data/pgdata"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Trust_needs_no_password()
    {
        var image = await PreparedAsync();

        await using var container = await RunAsync(image, [$"PGDATA={DataDirectory}/pgdata", "POSTGRES_USER=app", "POSTGRES_HOST_AUTH_METHOD=trust"]);

        await ReadyAsync(container);
        Assert.True(await container.SucceedsAsync("psql", "--host", Container.Address, "--username=app", "--command=SELECT 1"));
    }

    [Fact]
    public async Task Started_as_root_it_serves_as_postgres()
    {
        var image = await PreparedAsync();

        await using var container = await containerd.RunAsync(image, Environment, Binds());

        await ReadyAsync(container);
        Assert.Equal("999\n", await container.ExecAsync("stat", "--format=%u", "/proc/1"));
    }

    [Fact]
    public async Task Flags_alone_are_the_servers()
    {
        await using var container = await RunAsync(await PreparedAsync(), Environment, [.. AsPostgres.SkipLast(1), "-c", "max_connections=7"]);

        await ReadyAsync(container);

        Assert.Equal("7", await QueryAsync(container, "SHOW max_connections"));
    }

    public void Dispose() => _host.Dispose();

    private async Task<string> PreparedAsync()
    {
        var image = await containerd.ImportAsync(LabImages.Postgres17);
        await PrepareHostAsync();
        return image;
    }

    private async Task PrepareHostAsync()
    {
        Directory.CreateDirectory(_host["scripts"]);
        Directory.CreateDirectory(_host["data"]);
        await Tool.ReadAsync("chmod", ["755", _host.Path], default);
        // As fsGroup leaves a volume: the pod may write.
        await Tool.ReadAsync("chmod", ["777", _host["data"]], default);
        File.WriteAllText(_host["password"], Password);
    }

    private string ScriptPath(string name) => _host[$"scripts/{name}"];

    private void Script(string name, string content) => File.WriteAllText(ScriptPath(name), content);

    private Task<Container> RunAsync(string image, IEnumerable<string>? environment = null, string[]? command = null)
        => containerd.RunAsync(image, environment ?? Environment, Binds(), command ?? AsPostgres);

    private (string, string)[] Binds()
        => [(_host["data"], DataDirectory), (_host["scripts"], "/docker-entrypoint-initdb.d"), (_host["password"], "/secrets/password")];

    // Not on the socket, where the temporary server of the initialisation answers.
    private static async Task ReadyAsync(Container container)
    {
        await container.ConnectAsync();
        await Eventually.Async(() => container.SucceedsAsync("pg_isready", "--host=127.0.0.1"), $"PostgreSQL is ready");
    }

    private static async Task<string> QueryAsync(Container container, string query)
        => (await container.ExecAsync("psql", "--username=app", "--tuples-only", "--no-align", "--command=" + query)).Trim();

    private static async Task<string> ItemsAsync(Container container)
        => await QueryAsync(container, "SELECT string_agg(name, ' ' ORDER BY name) FROM item");

    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            string line;
            try
            {
                line = File.ReadAllText(process + "/cmdline").Replace('\0', ' ');
            }
            catch (IOException)
            {
                continue; // it has ended
            }

            yield return line;
        }
    }
}
