using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> To { get; set; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        To.Enqueue(formatter(state, exception));

    public void Dispose()
    {
    }
}
