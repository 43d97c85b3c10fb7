namespace MiniStack.Operator.Runtime.Client;

/// <param name="Continue">Token of the next page; null on the last.</param>
public sealed record ListPage<TItem>(IReadOnlyList<TItem> Items, string ResourceVersion, string? Continue);
