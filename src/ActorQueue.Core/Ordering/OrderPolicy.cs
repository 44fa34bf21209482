using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Ordering;

/// <summary>Where a task stands among those that are ready: the higher <paramref name="Major"/> first, then the higher
/// <paramref name="Minor"/>, then the one accepted earlier.</summary>
/// <param name="Major">Majors 0 to 63 with a minor of 0 are the fastest. Among tasks of equal major, fairness keys take
/// turns before the minor is looked at.</param>
/// <param name="Minor">Decides among tasks of equal major and fairness key.</param>
public readonly record struct OrderRank(long Major, long Minor = 0);

/// <summary>What an order policy may know of a task. None of it changes while the task is ready.</summary>
public readonly ref struct OrderedTask
{
    private readonly ref TaskSlot _task;

    internal OrderedTask(ref TaskSlot task) => _task = ref task;

    /// <summary>Its priority now: retries lower it.</summary>
    public int Priority => _task.Priority;

    /// <summary>When the queue accepted it.</summary>
    public DateTimeOffset AcceptedAt => new(_task.AcceptedAt, TimeSpan.Zero);

    /// <summary><see cref="TaskSpec.SizeHint"/>, else the memory that it needs, else 0.</summary>
    public long SizeHint => _task.Extras?.Admission?.SizeHint ?? 0;

    /// <summary>Its kind.</summary>
    public string Kind => _task.Kind.Name;
}

/// <summary>
/// Which of two ready tasks starts first. A policy is a pure function of the task, without a clock, so the order after a
/// restart is the order before it.
/// </summary>
public interface IOrderPolicy
{
    /// <summary>The name in configuration and statistics.</summary>
    string Name { get; }

    /// <summary>The rank of a task; higher starts first.</summary>
    OrderRank RankOf(OrderedTask task);
}

/// <summary>The default: the task's priority is its rank.</summary>
public sealed class PriorityOrder : IOrderPolicy
{
    /// <summary>The one instance.</summary>
    public static PriorityOrder Instance { get; } = new();

    /// <inheritdoc />
    public string Name => "priority";

    /// <inheritdoc />
    public OrderRank RankOf(OrderedTask task) => new(task.Priority);
}

/// <summary>Plain order of acceptance; what <c>queue.priority.enabled = off</c> chooses.</summary>
public sealed class FifoOrder : IOrderPolicy
{
    /// <summary>The one instance.</summary>
    public static FifoOrder Instance { get; } = new();

    /// <inheritdoc />
    public string Name => "fifo";

    /// <inheritdoc />
    public OrderRank RankOf(OrderedTask task) => default;
}
