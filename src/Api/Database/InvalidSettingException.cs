namespace MiniStack.Api.Database;

/// <summary>A setting from the environment or the command line cannot be used; the message is one sentence for the user.</summary>
internal sealed class InvalidSettingException(string message) : Exception(message);
