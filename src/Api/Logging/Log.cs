namespace MiniStack.Api.Logging;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Client} - \"{Method} {Target} {Protocol}\" {Status} {Reason}")]
    public static partial void Request(ILogger log, string client, string method, string target, string protocol, int status, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Started server process [{ProcessId}]")]
    public static partial void Starting(ILogger log, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Application startup complete.")]
    public static partial void Started(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Running on {Address} (Press CTRL+C to quit)")]
    public static partial void Listening(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining for {Seconds} s")]
    public static partial void Draining(ILogger log, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting at most {Seconds} s for requests in flight")]
    public static partial void Finishing(ILogger log, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shutting down")]
    public static partial void Stopping(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished server process [{ProcessId}]")]
    public static partial void Finished(ILogger log, int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: {Reason}")]
    public static partial void NotReady(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Table not created, next attempt in {Seconds} s: {Reason}")]
    public static partial void TableNotCreated(ILogger log, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed: {Reason}")]
    public static partial void RequestFailed(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed")]
    public static partial void RequestCrashed(ILogger log, Exception exception);
}
