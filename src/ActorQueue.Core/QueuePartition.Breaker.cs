using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>The circuit breaker of each kind: tasks of a kind that keeps failing wait, and one at a time tries again.</summary>
public sealed partial class QueuePartition
{
    /// <summary>Whether this task is the one that tries for its kind.</summary>
    private bool IsProbe(TaskId id) => State.FindLive(id) is var slot and not SlotStore.None
        && State.Slots[slot].Kind.Control is { Breaker: BreakerState.HalfOpen } control
        && control.Probe == id;

    /// <summary>Opens or closes a kind's breaker after an attempt has ended, in the same commit.</summary>
    private void SettleBreaker(QueueEvent ended, TaskId id, bool wasProbe, DateTimeOffset now, EventBatch into)
    {
        string kind = State.Slots[State.FindLive(id)].Kind.Name;
        bool? failed = ended switch
        {
            TaskCompleted => false,
            RetryScheduled retry when EventApplication.CountsAgainstKind(retry.Class) => true,
            TaskFailed failure when EventApplication.CountsAgainstKind(failure.Class) => true,
            _ => null,
        };
        if (wasProbe && failed is { } verdict)
        {
            Commit(verdict && _settings.Breaker.IsEnabled ? Opened(kind, now) : new BreakerChanged(now, kind, BreakerState.Closed, now), into);
        }
        else if (failed == true && State.Kinds.Controls.Find(kind) is { Breaker: BreakerState.Closed } control && IsTripped(control))
        {
            Commit(Opened(kind, now), into);
        }
    }

    /// <summary>Lets one task of each kind try whose breaker has been open for its time.</summary>
    private bool HalfOpenDue(DateTimeOffset now, EventBatch into)
    {
        if (State.NextHalfOpenAt() is not { } due || due > now)
        {
            return false;
        }

        foreach (string kind in State.Kinds.Controls.All
            .Where(control => control.Breaker == BreakerState.Open && control.OpenUntil <= now.UtcTicks)
            .Select(control => control.Kind).ToArray())
        {
            Commit(new BreakerChanged(now, kind, BreakerState.HalfOpen, now), into);
        }

        return true;
    }

    private BreakerChanged Opened(string kind, DateTimeOffset now) => new(now, kind, BreakerState.Open, now + _settings.Breaker.OpenFor);

    private bool IsTripped(KindControl control)
    {
        var settings = _settings.Breaker;
        return (settings.Failures > 0 && control.Consecutive >= settings.Failures)
            || (settings.FailureShare > 0
                && control.OutcomeCount >= settings.MinAttempts
                && 100.0 * control.FailureCount / control.OutcomeCount >= settings.FailureShare);
    }
}
