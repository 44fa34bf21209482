using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time stands still until a test advances it. Due work runs on the thread of the test, in order of its
/// due time and then of its scheduling.
/// </summary>
/// <remarks>
/// As in the official package: time jumps to its new value before any work runs, so work that is scheduled meanwhile is due
/// counted from there; what repeats runs once per advance, however far that goes, and counts its interval from there too; and
/// a one-off action, unlike a message, ignores its <see cref="ICancelable"/>.
/// </remarks>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    // Guards the two fields below: actors schedule on their own threads.
    private readonly object _gate = new();
    private readonly PriorityQueue<Work, (long DueTicks, long Number)> _work = new();
    private DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private long _scheduled;

    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
    }

    public DateTimeOffset Now => TimeNow;

    /// <summary>The process' own clock; it does not follow the virtual time.</summary>
    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc cref="MonotonicClock"/>
    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    public IAdvancedScheduler Advanced => this;

    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    public void Advance(TimeSpan offset)
    {
        foreach (var work in TakeDue(offset))
        {
            if (work.Cancelable is { IsCancellationRequested: true })
            {
                continue;
            }

            work.Action();
            if (work.Interval is { } interval && work.Cancelable is not { IsCancellationRequested: true })
            {
                Schedule(interval, work);
            }
        }
    }

    /// <exception cref="InvalidOperationException">The time is past.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        var now = TimeNow;
        Advance(when >= now
            ? when - now
            : throw new InvalidOperationException($"Time does not run backwards: it is {now:O}, and {when:O} was asked for."));
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null!);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, new Work(() => receiver.Tell(message, sender), null, cancelable));

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null!);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay,
        TimeSpan interval,
        ICanTell receiver,
        object message,
        IActorRef sender,
        ICancelable cancelable) =>
        Schedule(initialDelay, new Work(() => receiver.Tell(message, sender), interval, cancelable));

    public void ScheduleOnce(TimeSpan delay, Action action) => Schedule(delay, new Work(action, null, null));

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => ScheduleOnce(delay, action);

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action.Run);

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => ScheduleOnce(delay, action.Run);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null!);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, new Work(action, interval, cancelable));

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    // Taken before any of it runs: what that schedules waits for the next advance, even when it is due at once.
    private List<Work> TakeDue(TimeSpan offset)
    {
        var due = new List<Work>();
        lock (_gate)
        {
            _now += offset;
            while (_work.TryPeek(out var work, out var at) && at.DueTicks <= _now.UtcTicks)
            {
                _work.Dequeue();
                due.Add(work);
            }
        }

        return due;
    }

    private void Schedule(TimeSpan delay, Work work)
    {
        lock (_gate)
        {
            _work.Enqueue(work, ((_now + delay).UtcTicks, _scheduled++));
        }
    }

    private sealed record Work(Action Action, TimeSpan? Interval, ICancelable? Cancelable);
}
