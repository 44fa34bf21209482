using Akka.Actor.Scheduler;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The default scheduler: one thread and a heap of due times. It keeps the official name, which configurations
/// mention, but wakes for the next entry instead of ticking, so it is exact and idle costs nothing.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly PriorityQueue<Entry, (TimeSpan Due, long Order)> _entries = new();

    /// <summary>Guards the heap and is what the thread waits on.</summary>
    private readonly object _lock = new();

    private Thread? _thread;
    private long _order;
    private bool _isStopped;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
    }

    public override TimeSpan MonotonicClock => Util.MonotonicClock.Elapsed;

    public override TimeSpan HighResMonotonicClock => Util.MonotonicClock.ElapsedHighRes;

    protected override DateTimeOffset TimeNow => TimeProvider.System.GetUtcNow();

    /// <summary>Ends the thread. What is still scheduled never runs.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            _entries.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(new TellEntry(receiver, ScheduledTellMsg.WrapFor(receiver, message), sender), delay, null, cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(new TellEntry(receiver, ScheduledTellMsg.WrapFor(receiver, message), sender), initialDelay, interval, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(new RunEntry(new ActionRunnable(action)), delay, null, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Add(new RunEntry(action), delay, null, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(new RunEntry(new ActionRunnable(action)), initialDelay, interval, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Add(new RunEntry(action), initialDelay, interval, cancelable);

    private void Add(Entry entry, TimeSpan delay, TimeSpan? interval, ICancelable? cancelable)
    {
        entry.Interval = interval;
        entry.Cancelable = cancelable;
        entry.Due = HighResMonotonicClock + delay;
        lock (_lock)
        {
            if (_isStopped)
            {
                throw new SchedulerException("The scheduler is shut down: its actor system has terminated.");
            }

            Enqueue(entry);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "akka-scheduler" };
                _thread.Start();
            }
            else if (ReferenceEquals(_entries.Peek(), entry))
            {
                // Due before what the thread is waiting for.
                Monitor.Pulse(_lock);
            }
        }
    }

    private void Enqueue(Entry entry) => _entries.Enqueue(entry, (entry.Due, _order++));

    private void Run()
    {
        while (WaitForNext() is { } entry)
        {
            if (entry.IsCanceled)
            {
                continue;
            }

            try
            {
                entry.Fire();
            }
            catch (Exception e)
            {
                Log.Error(e, "Scheduled work failed.");

                // A repeated action that throws is not repeated, as officially.
                continue;
            }

            if (entry.Interval is { } interval && !entry.IsCanceled)
            {
                Repeat(entry, interval);
            }
        }
    }

    /// <summary>Takes the first entry when it is due; null when the scheduler is shut down.</summary>
    private Entry? WaitForNext()
    {
        lock (_lock)
        {
            while (!_isStopped)
            {
                if (!_entries.TryPeek(out var first, out _))
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                var remaining = first.Due - HighResMonotonicClock;
                if (remaining <= TimeSpan.Zero || first.IsCanceled)
                {
                    return _entries.Dequeue();
                }

                // The wait has millisecond steps: round up, or it would spin through the last one.
                var milliseconds = Math.Min(Math.Ceiling(remaining.TotalMilliseconds), int.MaxValue);
                Monitor.Wait(_lock, (int)milliseconds);
            }

            return null;
        }
    }

    private void Repeat(Entry entry, TimeSpan interval)
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                // From the due time, not from now: delays of single runs must not add up.
                entry.Due += interval;
                Enqueue(entry);
            }
        }
    }

    private abstract class Entry
    {
        public TimeSpan Due { get; set; }

        public TimeSpan? Interval { get; set; }

        public ICancelable? Cancelable { get; set; }

        public bool IsCanceled => Cancelable is { IsCancellationRequested: true };

        public abstract void Fire();
    }

    private sealed class TellEntry(ICanTell receiver, object message, IActorRef sender) : Entry
    {
        public override void Fire() => receiver.Tell(message, sender);
    }

    private sealed class RunEntry(IRunnable action) : Entry
    {
        public override void Fire() => action.Run();
    }
}
