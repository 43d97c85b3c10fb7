namespace MiniStack.Api.Items;

/// <summary>A stored item.</summary>
/// <param name="Id">Given by the database.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="CreatedAt">When it was stored, in UTC.</param>
public sealed record Item(long Id, string Name, DateTimeOffset CreatedAt);
