using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MiniStack.Api.Logging;

/// <summary>Writes log lines as uvicorn does: the level, a colon, the message from column 11.</summary>
internal sealed class UvicornFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "uvicorn";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(Prefix(logEntry.LogLevel));
        textWriter.WriteLine(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception) textWriter.WriteLine(exception);
    }

    private static string Prefix(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG:    ",
        LogLevel.Information => "INFO:     ",
        LogLevel.Warning => "WARNING:  ",
        LogLevel.Critical => "CRITICAL: ",
        _ => "ERROR:    ",
    };
}
