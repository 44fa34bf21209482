using Microsoft.Extensions.Logging;

namespace ActorQueue.Tests.Isolation;

/// <summary>Has one logger for every category.</summary>
internal sealed class OneLogger(ILogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
