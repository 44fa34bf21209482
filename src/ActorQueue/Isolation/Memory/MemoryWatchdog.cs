namespace ActorQueue.Isolation.Memory;

/// <summary>Looks at a process' memory ten times a second and says, once, when it holds more than it may.</summary>
internal sealed class MemoryWatchdog : IAsyncDisposable
{
    /// <summary>Between two looks a process can take what it can write in that time, some hundred megabytes; a control group, where there is one, is exact.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Func<long?> _read;
    private readonly long _limitBytes;
    private readonly Action<long> _onExceeded;
    private readonly ITimer _timer;
    private int _isDone;

    /// <param name="read">The process' memory in bytes; null when it is gone.</param>
    /// <param name="limitBytes">More than this is too much.</param>
    /// <param name="onExceeded">Told what the process held; called at most once.</param>
    /// <param name="time">The clock.</param>
    public MemoryWatchdog(Func<long?> read, long limitBytes, Action<long> onExceeded, TimeProvider time)
    {
        _read = read;
        _limitBytes = limitBytes;
        _onExceeded = onExceeded;
        _timer = time.CreateTimer(_ => Look(), state: null, Interval, Interval);
    }

    /// <summary>Ends the looks; afterwards nobody is told any more.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        if (_read() is { } bytes && bytes > _limitBytes && Interlocked.Exchange(ref _isDone, 1) == 0)
        {
            _onExceeded(bytes);
        }
    }
}
