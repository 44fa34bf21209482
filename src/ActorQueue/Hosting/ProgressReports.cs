using ActorQueue.Contracts;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Hosting;

/// <summary>Tells an application at an interval how far the whole queue is, until it is disposed; then once more.</summary>
internal sealed class ProgressReports : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<QueueStatistics>> _read;
    private readonly IProgress<QueueStatistics> _progress;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reporting;

    public ProgressReports(
        Func<CancellationToken, Task<QueueStatistics>> read, IProgress<QueueStatistics> progress, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        (_read, _progress, _logger) = (read, progress, logger);
        _reporting = interval > TimeSpan.Zero ? ReportAsync(interval, time) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reporting;
        _stop.Dispose();
        await TellAsync(CancellationToken.None);
    }

    private async Task ReportAsync(TimeSpan interval, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await TellAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            _progress.Report(await _read(cancellationToken));
        }
        catch (QueueUnavailableException)
        {
            // It recovers, or has stopped; the next interval tells more.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            HostLog.CallbackFailed(_logger, "progress", e);
        }
    }
}
