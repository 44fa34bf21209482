using ActorQueue.Contracts;

namespace ActorQueue.Hosting;

/// <summary>Tells an application at an interval how far the whole queue is, until it is disposed; then once more.</summary>
internal sealed class ProgressReports : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<QueueStatistics>> _read;
    private readonly Func<QueueStatistics, CancellationToken, ValueTask> _tell;
    private readonly Action<Exception> _onFailure;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reporting;

    public ProgressReports(
        Func<CancellationToken, Task<QueueStatistics>> read,
        Func<QueueStatistics, CancellationToken, ValueTask> tell,
        TimeSpan interval,
        TimeProvider time,
        Action<Exception> onFailure)
    {
        (_read, _tell, _onFailure) = (read, tell, onFailure);
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
            await _tell(await _read(cancellationToken), cancellationToken);
        }
        catch (QueueUnavailableException)
        {
            // It recovers, or has stopped; the next interval tells more.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _onFailure(e);
        }
    }
}
