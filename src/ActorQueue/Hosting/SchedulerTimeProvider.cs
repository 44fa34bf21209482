using Akka.Actor;

namespace ActorQueue.Hosting;

/// <summary>The clock and the timers of an actor system's scheduler, so that the TestKit's virtual time drives the queue too.</summary>
internal sealed class SchedulerTimeProvider(IScheduler scheduler) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now.ToUniversalTime();

    public override long GetTimestamp() => scheduler.MonotonicClock.Ticks;

    /// <summary>A timer by the scheduler; its callback runs on the thread pool, as those of the runtime do, since a slow one would hold up every other.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SchedulerTimer(scheduler.Advanced, () => ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SchedulerTimer(IAdvancedScheduler scheduler, Action callback) : ITimer
    {
        // Guards what is scheduled: timers are changed and disposed from any thread.
        private readonly Lock _gate = new();
        private ICancelable? _scheduled;
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _scheduled?.Cancel();
                _scheduled = null;
                if (_isDisposed || dueTime == Timeout.InfiniteTimeSpan)
                {
                    return !_isDisposed;
                }

                _scheduled = new Cancelable(scheduler);
                if (period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero)
                {
                    scheduler.ScheduleOnce(dueTime, callback, _scheduled);
                }
                else
                {
                    scheduler.ScheduleRepeatedly(dueTime, period, callback, _scheduled);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isDisposed = true;
                _scheduled?.Cancel();
                _scheduled = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
