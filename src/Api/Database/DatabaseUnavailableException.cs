namespace MiniStack.Api.Database;

/// <summary>The database could not do the work; the message is one sentence for the user, without any secret.</summary>
internal sealed class DatabaseUnavailableException(string message, Exception inner) : Exception(message, inner);
