using ActorQueue.Core.Commands;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>
/// Keeps large tasks from waiting for ever behind small ones that always fit. A task is bypassed when one that needs
/// resources starts ahead of it on a worker which could run it, were it idle. The first in order that was bypassed as
/// often as the limit allows has that worker kept for it: from then on only what leaves it its room starts there, so it
/// starts no later than when the attempts that run there now have ended. Tasks without needs take no room from it.
/// </summary>
internal static class BypassDecision
{
    /// <summary>Lets a hold go whose task is no longer the next of its lane, or too large for the worker by now.</summary>
    public static void Review(QueueState state, WorkerTerms terms, string workerId)
    {
        if (state.Hold is { } hold
            && ((hold.WorkerId == workerId && !terms.CouldRun(state.Slots[hold.Slot].Extras?.Admission?.Needs ?? TaskAdmission.NoNeeds))
                || state.Slots[hold.Slot].Sequence != hold.Sequence
                || state.Slots[hold.Slot].Extras?.Admission?.Lane is not { IsOpen: true } lane
                || lane.Head.Slot != hold.Slot))
        {
            state.Hold = null;
        }
    }

    /// <summary>
    /// Counts what a start that is about to happen passes over; true when that has been passed over often enough, and the
    /// choice must be made again with the worker kept for it.
    /// </summary>
    public static bool Count(QueueState state, AdmissionSettings settings, in Choice choice, string workerId)
    {
        if (choice.Blocked is not { } lane || state.Hold is not null)
        {
            return false;
        }

        bool takesRoom = choice.Slot != SlotStore.None && state.Slots[choice.Slot].Extras?.Admission?.Needs is not null;
        long sequence = state.Slots[choice.BlockedSlot].Sequence;
        if (lane.BypassedSequence != sequence)
        {
            (lane.BypassedSequence, lane.Bypasses) = (sequence, 0);
        }

        if (takesRoom && ++lane.Bypasses > settings.BypassLimit)
        {
            state.Hold = new ResourceHold(choice.BlockedSlot, sequence, workerId);
            return true;
        }

        return false;
    }
}
