using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.State;

/// <summary>What attempts of a kind come to, and what a breaker lets through.</summary>
internal static partial class EventApplication
{
    /// <summary>Whether a failure says that the kind itself is in trouble.</summary>
    public static bool CountsAgainstKind(FailureClass @class) =>
        @class is FailureClass.Retryable or FailureClass.Timeout or FailureClass.OutOfMemory or FailureClass.Crashed;

    private static void ChangeBreaker(QueueState state, BreakerChanged changed) =>
        ControlKind(state, changed.Kind, control => control.Set(changed.State, changed.OpenUntil.UtcTicks));

    /// <summary>Counts an attempt's end; kinds that only succeed are not counted at all.</summary>
    private static void CountOutcome(QueueState state, ref TaskSlot task, bool failed)
    {
        if (task.Kind.Control is null && (!failed || !MakeRoom(state)))
        {
            return;
        }

        if (task.Kind.Control is null)
        {
            task.Kind.Control = new KindControl(task.Kind.Name);
            state.Kinds.Controls.Add(task.Kind.Control);
        }

        var control = task.Kind.Control;
        control.Count(failed);
        if (!control.IsNeeded)
        {
            Drop(state, control);
        }
    }

    private static bool MakeRoom(QueueState state)
    {
        var controls = state.Kinds.Controls;
        if (controls.Count < KindControls.MaxKinds)
        {
            return true;
        }

        if (controls.All.FirstOrDefault(control => control.OnlyCounts) is not { } counted)
        {
            return false;
        }

        Drop(state, counted);
        return true;
    }

    private static void Drop(QueueState state, KindControl control)
    {
        state.Kinds.Controls.Remove(control);
        if (state.Kinds.Find(control.Kind) is { } entry)
        {
            entry.Control = null;
        }
    }

    /// <summary>The task that tried for its kind ended or waits without a verdict: the next one tries.</summary>
    private static void ReplaceProbe(QueueState state, ref TaskSlot task)
    {
        if (task.Kind.Control is not { Breaker: BreakerState.HalfOpen } control || control.Probe != task.Id)
        {
            return;
        }

        control.Probe = default;
        if (control is { IsPaused: false, Held.First: var next and not SlotStore.None })
        {
            state.LeaveIndex(next);
            state.EnterIndex(next);
        }
    }
}
