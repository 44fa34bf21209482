using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Tests.Actor;

/// <summary>Time that stands still until it is advanced. Loaded by name, as a user's own scheduler would be.</summary>
public sealed class ManualScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private TimeSpan _now;
    private long _order;

    public override TimeSpan MonotonicClock => _now;

    public override TimeSpan HighResMonotonicClock => _now;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch + _now;

    /// <summary>Entries that are neither done nor cancelled.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count(entry => !entry.IsCanceled);
            }
        }
    }

    public void Advance(TimeSpan by)
    {
        var end = _now + by;
        while (TakeDue(end) is { } entry)
        {
            _now = entry.Due;
            if (entry.IsCanceled)
            {
                continue;
            }

            if (entry.Interval is { } interval)
            {
                Add(interval, interval, entry.Cancelable, entry.Fire);
            }

            entry.Fire();
        }

        _now = end;
    }

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(delay, null, cancelable, () => receiver.Tell(message, sender));

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(initialDelay, interval, cancelable, () => receiver.Tell(message, sender));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(delay, null, cancelable, action);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Add(delay, null, cancelable, action.Run);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(initialDelay, interval, cancelable, action);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Add(initialDelay, interval, cancelable, action.Run);

    private void Add(TimeSpan delay, TimeSpan? interval, ICancelable? cancelable, Action fire)
    {
        lock (_lock)
        {
            _entries.Add(new Entry(_now + delay, _order++, interval, cancelable, fire));
        }
    }

    private Entry? TakeDue(TimeSpan end)
    {
        lock (_lock)
        {
            var next = _entries.Where(entry => entry.Due <= end).MinBy(entry => (entry.Due, entry.Order));
            if (next is not null)
            {
                _entries.Remove(next);
            }

            return next;
        }
    }

    private sealed record Entry(TimeSpan Due, long Order, TimeSpan? Interval, ICancelable? Cancelable, Action Fire)
    {
        public bool IsCanceled => Cancelable is { IsCancellationRequested: true };
    }
}
