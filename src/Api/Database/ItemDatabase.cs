using Npgsql;

namespace MiniStack.Api.Database;

/// <summary>Runs work on a connection that is known to live, and names the cause when the database cannot do it.</summary>
internal sealed class ItemDatabase(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan WorkLimit = TimeSpan.FromSeconds(5);

    private readonly string _endpoint = Endpoint(new NpgsqlConnectionStringBuilder(source.ConnectionString));

    /// <exception cref="DatabaseUnavailableException">The database does not answer within 5 s, refuses, or lacks the table.</exception>
    public Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(work, WorkLimit, cancellationToken);

    /// <summary>Asks the database for a sign of life.</summary>
    /// <exception cref="DatabaseUnavailableException">It gave none within <paramref name="limit"/>, or it cannot be used.</exception>
    public Task PingAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(_ => Task.FromResult(true), limit, cancellationToken);

    // The work itself gets no cancellation token: Npgsql cancels through a second connection and blocks until the server closes it,
    // which a frozen server never does. Waiting for the work is given up instead, and the work ends when the server or Npgsql's own
    // timeout ends it.
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAndRunAsync(work).WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new DatabaseUnavailableException($"The database at {_endpoint} does not answer within {limit.TotalSeconds:0.#} s.", e);
        }
        catch (Exception e) when (DatabaseFailure.IsUnavailable(e))
        {
            throw new DatabaseUnavailableException(DatabaseFailure.Describe(e, _endpoint), e);
        }
    }

    private async Task<T> OpenAndRunAsync<T>(Func<NpgsqlConnection, Task<T>> work)
    {
        await using var connection = await OpenAsync();
        return await work(connection);
    }

    // After a restart of the database the pool still holds connections to the old one. They are asked before use, since
    // a statement that failed halfway must not be sent twice.
    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = await source.OpenConnectionAsync();
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync();
            return connection;
        }
        catch (Exception e) when (DatabaseFailure.IsUnavailable(e))
        {
            await connection.DisposeAsync();
            source.Clear();
            return await source.OpenConnectionAsync();
        }
    }

    private static string Endpoint(NpgsqlConnectionStringBuilder settings) => settings.Host switch
    {
        ['/', ..] => $"{settings.Host} (port {settings.Port})",
        { } host when host.Contains(':') => $"[{host}]:{settings.Port}",
        var host => $"{host}:{settings.Port}",
    };
}
