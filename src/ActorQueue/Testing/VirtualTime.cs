using System.Collections.Concurrent;

namespace ActorQueue.Testing;

/// <summary>Time that stands still until a test moves it, for the queue, its actors and the code under test. What is due runs on the thread that moves it.</summary>
internal sealed class VirtualTime : TimeProvider, IDisposable
{
    // The actor system makes its scheduler by name and finds its time here.
    private static readonly ConcurrentDictionary<string, VirtualTime> s_all = new(StringComparer.Ordinal);
    private static long s_lastName;

    // Guards everything below it.
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Work, (long DueTicks, long Number)> _work = new();
    private DateTimeOffset _now;
    private long _scheduled;

    public VirtualTime(DateTimeOffset start)
    {
        _now = start;
        Name = $"virtual-{Interlocked.Increment(ref s_lastName)}";
        s_all[Name] = this;
    }

    public string Name { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public static VirtualTime Of(string name) => s_all[name];

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs an action after a delay, and again at an interval until it is told to stop. Without a delay it runs at once, on the thread pool: nobody may move the time again.</summary>
    public void Schedule(TimeSpan delay, TimeSpan? interval, Action action, Func<bool> isCancelled)
    {
        if (delay <= TimeSpan.Zero && interval is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Run(new Work(action, null, isCancelled)), null);
            return;
        }

        lock (_gate)
        {
            Add(_now + delay, new Work(action, interval, isCancelled));
        }
    }

    /// <summary>Moves to the next moment at which something is due, not past a time, and runs one thing that is due then; false when nothing is, and it is that time.</summary>
    public bool RunNext(DateTimeOffset until)
    {
        Work? due = null;
        lock (_gate)
        {
            while (due is null && _work.TryPeek(out var next, out var at) && at.DueTicks <= until.UtcTicks)
            {
                _work.Dequeue();
                _now = new DateTimeOffset(Math.Max(at.DueTicks, _now.UtcTicks), TimeSpan.Zero);
                due = next.IsCancelled() ? null : next;
            }

            if (due is null)
            {
                _now = until > _now ? until : _now;
                return false;
            }

            if (due.Interval is { } interval)
            {
                Add(_now + interval, due);
            }
        }

        Run(due);
        return true;
    }

    public void Dispose() => s_all.TryRemove(Name, out _);

    private static void Run(Work work)
    {
        if (!work.IsCancelled())
        {
            work.Action();
        }
    }

    private void Add(DateTimeOffset at, Work work) => _work.Enqueue(work, (at.UtcTicks, _scheduled++));

    private sealed record Work(Action Action, TimeSpan? Interval, Func<bool> IsCancelled);

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        // Each change makes what was scheduled before it void.
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = Interlocked.Increment(ref _version);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                TimeSpan? interval = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? null : period;
                time.Schedule(dueTime, interval, callback, () => Volatile.Read(ref _version) != version);
            }

            return true;
        }

        public void Dispose() => Interlocked.Increment(ref _version);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
