namespace ActorQueue.Core.Ordering;

/// <summary>
/// Which of two ready tasks starts first: the higher rank, and among equals the one accepted earlier. A policy is a
/// pure function, so the order after a restart is the order before it.
/// </summary>
public interface IOrderPolicy
{
    /// <summary>The name in configuration and statistics.</summary>
    string Name { get; }

    /// <summary>The rank of a task with this priority; higher starts first. Ranks 0 to 63 are the fastest.</summary>
    int RankOf(int priority);
}

/// <summary>The default: the task's priority is its rank.</summary>
public sealed class PriorityOrder : IOrderPolicy
{
    /// <summary>The one instance.</summary>
    public static PriorityOrder Instance { get; } = new();

    /// <inheritdoc />
    public string Name => "priority";

    /// <inheritdoc />
    public int RankOf(int priority) => priority;
}

/// <summary>Plain order of acceptance; what <c>queue.priority.enabled = off</c> chooses.</summary>
public sealed class FifoOrder : IOrderPolicy
{
    /// <summary>The one instance.</summary>
    public static FifoOrder Instance { get; } = new();

    /// <inheritdoc />
    public string Name => "fifo";

    /// <inheritdoc />
    public int RankOf(int priority) => 0;
}
