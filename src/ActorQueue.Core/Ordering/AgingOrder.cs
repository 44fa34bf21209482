namespace ActorQueue.Core.Ordering;

/// <summary>
/// Waiting raises a task: each <see cref="Step"/> of waiting counts as one priority.
/// </summary>
/// <remarks>
/// All tasks age equally fast, so of any two the same one is always ahead: the order is the time of acceptance, less one
/// step for each priority, and never has to be computed anew. From it follows the longest wait. A task of priority p
/// that is accepted at a stands behind a later one only when that has a priority q above p and is accepted before
/// a + (q − p) × step. So from a + (highest priority in use − p) × step on, nothing that comes goes ahead of it, and it
/// starts as soon as those that were ahead by then have started; with a queue of bounded length that is a bounded number
/// of starts, whatever is submitted.
/// </remarks>
public sealed class AgingOrder : IOrderPolicy
{
    /// <summary>The longest <see cref="Step"/>: with it the rank of any int priority still fits 64 bits.</summary>
    public static readonly TimeSpan MaxStep = TimeSpan.FromDays(7);

    private readonly long _stepMilliseconds;

    /// <summary>An order with a given step.</summary>
    /// <param name="step">The waiting that is worth one priority, 1 ms to <see cref="MaxStep"/>.</param>
    public AgingOrder(TimeSpan step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, MaxStep);
        Step = step;
        _stepMilliseconds = (long)step.TotalMilliseconds;
    }

    /// <summary>The waiting that is worth one priority.</summary>
    public TimeSpan Step { get; }

    /// <inheritdoc />
    public string Name => "aging";

    /// <inheritdoc />
    public OrderRank RankOf(OrderedTask task) =>
        new((task.Priority * _stepMilliseconds) - task.AcceptedAt.ToUnixTimeMilliseconds());

    /// <summary>The time from which on no new task goes ahead of a task.</summary>
    /// <param name="acceptedAt">When the task was accepted.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="highestPriority">The highest priority that is submitted.</param>
    public DateTimeOffset OvertakenUntil(DateTimeOffset acceptedAt, int priority, int highestPriority) =>
        acceptedAt.AddMilliseconds((double)_stepMilliseconds * Math.Max(0L, (long)highestPriority - priority));
}
