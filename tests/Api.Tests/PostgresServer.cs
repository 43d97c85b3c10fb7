using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniStack.Api.Tests;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]
// Some tests stop or freeze the one server that all share.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MiniStack.Api.Tests;

/// <summary>A real Postgres of Debian's, in a directory of its own, on a port of its own, listening on the loopback address.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    // Each character means something in a URL or in a connection string.
    public const string Password = "p@ss/w:rd?%#&;='ü";

    private const string User = "app";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("api-tests-").FullName;
    private readonly string _binaries = FindBinaries();
    private Process? _server;
    private int _databases;

    public int Port { get; } = FreePort();

    private string Data => Path.Combine(_directory, "data");

    public async ValueTask InitializeAsync()
    {
        var passwordFile = Path.Combine(_directory, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (IsRoot) await RunAsync("chown", ["-R", "postgres:", _directory]);
        var (program, arguments) = Unprivileged("initdb", ["-D", Data, "-U", User, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--no-sync"]);
        await RunAsync(program, arguments);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Makes an empty database, so that no test sees another's rows.</summary>
    /// <returns>Its DATABASE_URL.</returns>
    public async Task<string> CreateDatabaseAsync() => Url(await CreateNamedDatabaseAsync());

    /// <returns>Its name.</returns>
    public async Task<string> CreateNamedDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    public string Url(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"postgresql://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/{database}?sslmode=disable");

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await ConnectAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Whether a session of this database waits for a lock that another one holds.</summary>
    public async Task<bool> HasWaitingSessionAsync(string database)
    {
        await using var connection = await ConnectAsync("postgres");
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database });
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    public async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        return connection;
    }

    public async Task StartAsync()
    {
        var (program, arguments) = Unprivileged("postgres", [
            "-D", Data, "-k", _directory, "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "logging_collector=off"]);
        var log = Path.Combine(_directory, "log");
        // The server writes to a file: a pipe that nobody reads would fill and stop it.
        _server = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1", log, program, .. arguments]))!;
        await Eventually.HoldsAsync(AnswersAsync, Patience, () => $"Postgres did not start: {File.ReadAllText(log)}");
    }

    public async Task StopAsync()
    {
        if (_server is null) return;
        await SignalAsync("INT", [_server.Id]);
        await _server.WaitForExitAsync().WaitAsync(Patience);
        _server.Dispose();
        _server = null;
    }

    public async Task FreezeAsync()
    {
        // The server first: it then reaps no backend, so that each one listed is still there to be signalled.
        await SignalAsync("STOP", [_server!.Id]);
        await SignalAsync("STOP", Backends());
    }

    public Task ThawAsync() => SignalAsync("CONT", [.. Backends(), _server!.Id]);

    private static bool IsRoot => Environment.UserName == "root";

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_server!.HasExited, "Postgres ended while it started.");
        try
        {
            await ExecuteAsync("postgres", "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = Password,
        Database = database,
        Pooling = false,
    }.ConnectionString;

    // Postgres refuses to run as root.
    private (string Program, string[] Arguments) Unprivileged(string program, string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        return IsRoot ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments]) : (path, arguments);
    }

    private int[] Backends()
    {
        var id = _server!.Id;
        var children = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task/{id}/children"));
        return [.. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
    }

    private static async Task SignalAsync(string signal, int[] processes)
    {
        string[] ids = [.. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))];
        await RunAsync("kill", ["-s", signal, .. ids]);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(process.ExitCode == 0, $"{program} failed: {await output}{await error}");
    }

    private static string FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        return versions.Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            ?? throw new InvalidOperationException($"No Postgres server is in {debian}; install the package postgresql-15.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
