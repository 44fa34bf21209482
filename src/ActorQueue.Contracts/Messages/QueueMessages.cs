namespace ActorQueue.Contracts;

/// <summary>
/// Stops starting tasks; submits are still accepted. Durable. Answered by <see cref="QueueControlled"/>.
/// </summary>
public sealed record PauseQueue : IQueueControl
{
    /// <summary>The one instance.</summary>
    public static PauseQueue Instance { get; } = new();
}

/// <summary>Ends a pause or a drain. Durable. Answered by <see cref="QueueControlled"/>.</summary>
public sealed record ResumeQueue : IQueueControl
{
    /// <summary>The one instance.</summary>
    public static ResumeQueue Instance { get; } = new();
}

/// <summary>Refuses submits while what is there runs out. Durable. Answered by <see cref="QueueControlled"/>.</summary>
public sealed record DrainQueue : IQueueControl
{
    /// <summary>The one instance.</summary>
    public static DrainQueue Instance { get; } = new();
}

/// <summary>What a queue does as a whole. A file format.</summary>
public enum QueueMode : byte
{
    /// <summary>Reserved: a zeroed field is no mode.</summary>
    None = 0,

    /// <summary>Accepts and starts tasks.</summary>
    Running = 1,

    /// <summary>Accepts tasks, starts none.</summary>
    Paused = 2,

    /// <summary>Accepts none, starts those it has.</summary>
    Draining = 3,
}

/// <summary>The queue's mode after a control command.</summary>
/// <param name="Mode">The mode now in force, on disk.</param>
/// <param name="Changed">False when it already was in force.</param>
public sealed record QueueControlled(QueueMode Mode, bool Changed);

/// <summary>Asks for <see cref="QueueStatistics"/>.</summary>
public sealed record GetStatistics : IQueueRequest
{
    /// <summary>The one instance.</summary>
    public static GetStatistics Instance { get; } = new();
}

/// <summary>
/// The queue cannot answer now: it starts, recovers, or its storage is out. Nothing was changed or promised.
/// </summary>
/// <param name="Reason">A sentence that says what is missing.</param>
public sealed record QueueUnavailable(string Reason);
