using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Metrics;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Hosting;

/// <summary>Tells the application's statistics callbacks one queue's numbers, each at its own pace, from the host's start to its stop.</summary>
internal sealed class StatisticsCalls : IAsyncDisposable
{
    // A callback that hangs must not keep the host from stopping.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly List<ProgressReports> _reports = [];
    private readonly ILogger _logger;

    public StatisticsCalls(
        string queue,
        NamedHandlers<IStatisticsCallback> callbacks,
        Func<CancellationToken, Task<QueueStatistics>> read,
        TimeSpan interval,
        TimeProvider time,
        QueueMetrics metrics,
        ILogger logger)
    {
        _logger = logger;
        if (interval == TimeSpan.Zero)
        {
            return;
        }

        foreach (var (name, callback) in callbacks.All)
        {
            _reports.Add(new ProgressReports(read, (statistics, token) => callback.ReportAsync(new StatisticsContext(queue, statistics), token), interval, time, exception =>
            {
                HostLog.CallbackFailed(logger, name, exception);
                metrics.CountCallbackFailure(name);
            }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_reports.Select(report => report.DisposeAsync().AsTask())).WaitAsync(StopTimeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            HostLog.StatisticsHang(_logger, StopTimeout.TotalSeconds);
        }
    }
}
