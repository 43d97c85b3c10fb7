using MiniStack.Api.Logging;
using Npgsql;

namespace MiniStack.Api.Database;

/// <summary>Makes the table as soon as the database lets it. A database that comes later than the API is no reason to fail.</summary>
internal sealed class SchemaCreator(ItemDatabase database, TimeProvider time, ILogger<SchemaCreator> log) : BackgroundService
{
    internal const string CreateTable = """
        CREATE TABLE IF NOT EXISTS items (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);

    private volatile bool _done;

    /// <summary>True once the table is there.</summary>
    public bool Done => _done;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                await database.RunAsync(CreateAsync, stoppingToken);
                _done = true;
                return;
            }
            catch (DatabaseUnavailableException e)
            {
                Log.TableNotCreated(log, e.Message, delay.TotalSeconds);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // Two replicas made it at the same moment: IF NOT EXISTS is no lock. The next attempt finds it there.
                Log.TableNotCreated(log, "another replica creates it.", delay.TotalSeconds);
            }

            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private static async Task<int> CreateAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(CreateTable, connection);
        return await command.ExecuteNonQueryAsync();
    }
}
