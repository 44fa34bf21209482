using Microsoft.Extensions.Logging;

namespace ActorQueue.Isolation;

/// <summary>
/// The logging of a worker process: every line goes to the node as a frame, with level and category, and nowhere else, whatever providers the host has added;
/// on a console it would arrive a second time. Before the conversation has begun lines go to standard error.
/// </summary>
internal sealed class WorkerLogs(LogLevel lowest) : ILoggerFactory
{
    private const int MaxCategoryLength = 256;
    private const int MaxMessageLength = 4096;

    private FrameWriter? _output;

    public static LogLevel LowestFromEnvironment() =>
        Enum.TryParse<LogLevel>(Environment.GetEnvironmentVariable(WorkerProgram.LogLevelVariable), out var level) ? level : LogLevel.Information;

    public void SendTo(FrameWriter output) => Volatile.Write(ref _output, output);

    public ILogger CreateLogger(string categoryName) => new FrameLogger(this, WorkerJson.Cut(categoryName, MaxCategoryLength));

    public void AddProvider(ILoggerProvider provider)
    {
        // The node's providers write the lines.
    }

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message)
    {
        try
        {
            if (Volatile.Read(ref _output) is { } output)
            {
                output.Write(WorkerJson.Frame(FrameKind.Log, new LogHeader(level, category, WorkerJson.Cut(message, MaxMessageLength)), WorkerJson.Default.LogHeader));
            }
            else
            {
                Console.Error.WriteLine($"{category}: {message}");
            }
        }
        catch (IOException)
        {
            // Nobody listens any more; the process is about to end.
        }
    }

    private sealed class FrameLogger(WorkerLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= logs.Lowest && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var text = formatter(state, exception);
                logs.Write(logLevel, category, exception is null ? text : $"{text} {exception}");
            }
        }
    }

    private LogLevel Lowest { get; } = lowest;
}
