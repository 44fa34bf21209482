using ActorQueue.Contracts;

namespace ActorQueue.Isolation.Memory;

/// <summary>
/// How much memory an attempt may have: the default, doubled each time that its task ran out of memory on this node, up to a limit. Remembered for the life of the
/// process and for a bounded number of tasks; a task that was forgotten starts again with the default.
/// </summary>
internal sealed class MemoryReservations(long defaultBytes, long maxBytes)
{
    private const int MaxRemembered = 10_000;

    // Guards what follows: attempts end on any thread.
    private readonly Lock _gate = new();
    private readonly Dictionary<TaskId, int> _failures = [];
    private readonly Queue<TaskId> _order = new();

    public long For(TaskId id)
    {
        lock (_gate)
        {
            return For(_failures.GetValueOrDefault(id));
        }
    }

    /// <summary>What an attempt may have after so many of its task have run out of memory.</summary>
    public long For(int outOfMemoryFailures)
    {
        var bytes = defaultBytes;
        for (var i = 0; i < outOfMemoryFailures && bytes < maxBytes; i++)
        {
            bytes = Math.Min(bytes * 2, maxBytes);
        }

        return bytes;
    }

    public void RanOut(TaskId id)
    {
        lock (_gate)
        {
            if (!_failures.TryGetValue(id, out var count))
            {
                _order.Enqueue(id);
                if (_order.Count > MaxRemembered)
                {
                    _failures.Remove(_order.Dequeue());
                }
            }

            _failures[id] = count + 1;
        }
    }
}
