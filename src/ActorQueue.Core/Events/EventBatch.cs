namespace ActorQueue.Core.Events;

/// <summary>
/// The events that one commit will carry, in order, already applied to the live state. The journal writes it as one
/// row, and no reply that was computed from it leaves before that row is on disk.
/// </summary>
public sealed class EventBatch
{
    private readonly List<QueueEvent> _events = [];

    /// <summary>The position of the first event; 0 while the batch is empty.</summary>
    public long FirstPosition { get; private set; }

    /// <summary>The events in order.</summary>
    public IReadOnlyList<QueueEvent> Events => _events;

    /// <summary>Number of events.</summary>
    public int Count => _events.Count;

    /// <summary>The position of the last event; 0 while the batch is empty.</summary>
    public long LastPosition => Count == 0 ? 0 : FirstPosition + Count - 1;

    /// <summary>About how many bytes the row will have; bounds what is gathered into one commit.</summary>
    public long EstimatedBytes { get; private set; }

    /// <summary>Empties the batch for its next use.</summary>
    public void Clear()
    {
        _events.Clear();
        FirstPosition = 0;
        EstimatedBytes = 0;
    }

    internal void Add(long position, QueueEvent @event)
    {
        if (_events.Count == 0)
        {
            FirstPosition = position;
        }

        _events.Add(@event);
        EstimatedBytes += EstimateBytes(@event);
    }

    private static long EstimateBytes(QueueEvent @event) => @event switch
    {
        TaskEnqueued enqueued => 48 + enqueued.Body.Length,
        TaskCompleted completed => 32 + completed.Result.Length,
        TaskFailed failed => 48 + failed.Error.Message.Length,
        RetryScheduled retry => 56 + retry.Error.Message.Length,
        ScheduleAdded added => 256 + added.Schedule.Body.Length,
        ScheduleHeld held => 48 + held.Problem.Length,
        BatchCreated created => 64 + created.Name.Length + created.Callbacks.Sum(callback => 32 + callback.Body.Length),
        TaskRevived revived => 64 + revived.Body.Length + revived.Errors.Sum(error => 64 + error.Message.Length),
        CheckpointSaved saved => 48 + saved.State.Length,
        WorkerRegistered registered => 256 + (64 * registered.Worker.Kinds.Count),
        _ => 40,
    };
}
