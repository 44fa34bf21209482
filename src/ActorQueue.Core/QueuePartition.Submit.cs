using ActorQueue.Contracts;
using ActorQueue.Core.Decisions;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <content>Submits: one task or many, in whichever order they depend on each other, one by one or all or nothing.</content>
public sealed partial class QueuePartition
{
    /// <summary>Submits tasks in order, except that none is accepted before those that it waits for.</summary>
    public TasksEnqueued Enqueue(EnqueueTasks command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        var order = SubmitOrder.Of(State, command.Tasks);
        if (command.Atomic && RefuseTogether(command, order, now) is { } refused)
        {
            return new TasksEnqueued(refused);
        }

        var outcomes = new EnqueueOutcome[command.Tasks.Count];
        for (int step = 0; step < outcomes.Length; step++)
        {
            int i = order?.Indexes[step] ?? step;
            outcomes[i] = order?.Refusal(i) ?? EnqueueOne(command.Tasks[i], now, into, isPlanned: command.Atomic);
            if (command.Atomic && outcomes[i].Result == EnqueueResult.Rejected)
            {
                // Unreachable while a plan and its execution agree; if not, nothing of it may reach the disk.
                throw new InvalidOperationException($"A task of an all-or-nothing submit was refused late: {outcomes[i].Message}");
            }
        }

        return new TasksEnqueued(outcomes);
    }

    private EnqueueOutcome EnqueueOne(TaskSpec spec, DateTimeOffset now, EventBatch into, bool isOccurrence = false, bool isPlanned = false)
    {
        var dedup = DedupDecision.Decide(State, spec, now);
        if (dedup.Answer is { } answer)
        {
            return answer;
        }

        var room = isPlanned ? Room.Planned : RoomFor(dedup);
        var (accepted, outcome) = EnqueueDecision.Decide(
            State, _settings, spec with { NotBefore = dedup.NotBefore }, now, isOccurrence: isOccurrence, room: room);
        if (accepted is null)
        {
            return outcome;
        }

        if (dedup.Replaced is { } replaced)
        {
            Cancel(new CancelTask(replaced), now, into);
        }

        outcome = outcome with { ExistingId = dedup.Existing };
        Commit(accepted, into);

        // What it depends on may have ended already, well or badly.
        var status = State.Slots[State.FindLive(spec.Id)].Status;
        return status == outcome.Status ? outcome : outcome with { Status = status };
    }

    /// <summary>The outcomes of an all-or-nothing submit of which some task is refused; null when none is.</summary>
    private EnqueueOutcome[]? RefuseTogether(EnqueueTasks command, SubmitOrder? order, DateTimeOffset now)
    {
        var plan = new EnqueuePlan();
        var outcomes = new EnqueueOutcome[command.Tasks.Count];
        int refused = SlotStore.None;
        for (int step = 0; step < outcomes.Length; step++)
        {
            int i = order?.Indexes[step] ?? step;
            (var accepted, outcomes[i]) = order?.Refusal(i) is { } refusal
                ? (null, refusal)
                : Plan(command.Tasks[i], plan, now);
            if (accepted is not null)
            {
                plan.Add(accepted.Id, outcomes[i].Status, accepted.Body.Length);
            }
            else if (outcomes[i].Result == EnqueueResult.Rejected && refused == SlotStore.None)
            {
                refused = i;
            }
        }

        if (refused == SlotStore.None)
        {
            return null;
        }

        var cause = outcomes[refused];
        return [.. outcomes.Select(outcome => outcome.Result == EnqueueResult.Rejected
            ? outcome
            : new EnqueueOutcome(outcome.Id, EnqueueResult.Rejected, QueueTaskStatus.None, RejectReasons.NotAlone,
                $"Nothing of this submit was accepted, since task {cause.Id} was refused: {cause.Reason}."))];
    }

    private (TaskEnqueued? Event, EnqueueOutcome Outcome) Plan(TaskSpec spec, EnqueuePlan plan, DateTimeOffset now)
    {
        if (spec.Dedup is { Key: { } key } && !plan.TryAddKey(key))
        {
            // Which of them is meant could only be told once the first one is there.
            return (null, new EnqueueOutcome(spec.Id, EnqueueResult.Rejected, QueueTaskStatus.None, RejectReasons.DuplicateKey,
                $"Two tasks of one all-or-nothing submit have the dedup key '{key}'."));
        }

        var dedup = DedupDecision.Decide(State, spec, now);
        return dedup.Answer is { } answer
            ? (null, answer)
            : EnqueueDecision.Decide(State, _settings, spec with { NotBefore = dedup.NotBefore }, now, plan, room: RoomFor(dedup));
    }

    private static Room RoomFor(in DedupVerdict dedup) => dedup.Replaced is null ? Room.Wanted : Room.OfAnother;
}
