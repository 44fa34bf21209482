using ActorQueue.Hosting;

namespace ActorQueue.Resources;

/// <summary>How many analyzers there should be: the lesser of what memory allows and what the load asks for. Has no clock of its own.</summary>
internal sealed class PoolSize(int current, WorkerSettings workers, MemorySettings memory)
{
    private int _allowed = current;
    private int _wanted = current;
    private int _mostBusy;

    public int Target => Math.Min(_allowed, _wanted);

    /// <summary>What memory says now. Pressure takes from the size that is, not from one that the load has not asked for.</summary>
    public void OnMemory(MemoryReading reading) =>
        _allowed = PoolSizePolicy.Decide(reading, PoolSizePolicy.IsPressed(reading, memory) ? Target : _allowed, workers.Analyzers, memory);

    /// <summary>How many analyzers are busy now: with all of them busy the pool doubles, as far as memory lets it.</summary>
    public void OnLoad(int busy)
    {
        _mostBusy = Math.Max(_mostBusy, busy);
        if (busy >= Target)
        {
            _wanted = Math.Min(workers.Analyzers, Math.Max(_wanted, 2 * Target));
        }
    }

    /// <summary>An idle time-out has passed: half the pool goes when never more than that was busy.</summary>
    public void OnIdleTimeout(int busyNow)
    {
        var half = Math.Max(workers.MinAnalyzers, _wanted / 2);
        if (_mostBusy <= half)
        {
            _wanted = Math.Min(_wanted, half);
        }

        _mostBusy = busyNow;
    }
}
