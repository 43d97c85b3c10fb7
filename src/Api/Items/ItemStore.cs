using MiniStack.Api.Database;
using Npgsql;

namespace MiniStack.Api.Items;

/// <summary>The items in Postgres. Every method throws <see cref="DatabaseUnavailableException"/> when the database cannot be used.</summary>
internal sealed class ItemStore(ItemDatabase database)
{
    /// <summary>The newest items first.</summary>
    public Task<IReadOnlyList<Item>> ListAsync(int limit, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<Item>>(
            async connection =>
            {
                await using var command = new NpgsqlCommand("SELECT id, name, created_at FROM items ORDER BY id DESC LIMIT $1", connection);
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
                await using var reader = await command.ExecuteReaderAsync();
                var items = new List<Item>();
                while (await reader.ReadAsync()) items.Add(Read(reader));
                return items;
            },
            cancellationToken);

    public Task<Item> AddAsync(string name, CancellationToken cancellationToken) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand("INSERT INTO items (name) VALUES ($1) RETURNING id, name, created_at", connection);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
                await using var reader = await command.ExecuteReaderAsync();
                await reader.ReadAsync();
                return Read(reader);
            },
            cancellationToken);

    /// <returns>False when no item has this id.</returns>
    public Task<bool> DeleteAsync(long id, CancellationToken cancellationToken) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand("DELETE FROM items WHERE id = $1", connection);
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
                return await command.ExecuteNonQueryAsync() > 0;
            },
            cancellationToken);

    private static Item Read(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2));
}
