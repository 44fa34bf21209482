using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Decisions;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <content>Batches: tasks that are counted together.</content>
public sealed partial class QueuePartition
{
    /// <summary>Creates a batch, to which tasks can be added until it is sealed.</summary>
    public BatchCreateAnswered CreateBatch(CreateBatch command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        var (created, answer) = BatchDecision.Create(State, _settings, command.Batch, now);
        if (created is not null)
        {
            ForgetBatches(_settings.MaxBatches - 1, now, into);
            Commit(created, into);
        }

        return answer;
    }

    /// <summary>Takes no further tasks into a batch; the batch after it, or null when it is not known.</summary>
    public BatchView? SealBatch(BatchId id, DateTimeOffset now, EventBatch into)
    {
        if (State.Batches.Find(id) is { IsSealed: false })
        {
            Commit(new BatchSealed(now, id), into);
        }

        return State.FindBatch(id);
    }

    /// <summary>
    /// Seals a batch and those within it, cancels their waiting members and asks for the end of the running ones; null
    /// when it is not known.
    /// </summary>
    public BatchCancelled? CancelBatch(BatchId id, DateTimeOffset now, EventBatch into)
    {
        if (State.Batches.Find(id) is not { } root)
        {
            return null;
        }

        // A batch stands behind the one that it is in.
        HashSet<BatchEntry> batches = [root];
        foreach (var batch in State.Batches.ByAge)
        {
            if (batch.Parent is { } parent && batches.Contains(parent))
            {
                batches.Add(batch);
            }
        }

        foreach (var batch in batches.Where(batch => !batch.IsSealed).ToArray())
        {
            Commit(new BatchSealed(now, batch.Id), into);
        }

        int cancelled = 0;
        List<TaskId> requested = [];
        foreach (var member in OpenMembers(batches))
        {
            switch (Cancel(new CancelTask(member), now, into).Result)
            {
                case CancelResult.Cancelled:
                    cancelled++;
                    break;
                case CancelResult.Requested:
                    requested.Add(member);
                    break;
                default:
                    // Another member's end has ended it meanwhile.
                    break;
            }
        }

        return new BatchCancelled(id, cancelled, requested);
    }

    private List<TaskId> OpenMembers(HashSet<BatchEntry> batches)
    {
        List<TaskId> members = [];
        for (int slot = State.ByAge.First; slot != SlotStore.None; slot = State.ByAge.After(slot))
        {
            ref var task = ref State.Slots[slot];
            if (task.Extras?.Batch is { } batch && batches.Contains(batch) && !task.Status.IsFinal())
            {
                members.Add(task.Id);
            }
        }

        return members;
    }

    private void ForgetBatches(int keep, DateTimeOffset now, EventBatch into)
    {
        if (BatchDecision.Forget(State, _settings, keep, now) is { } forgotten)
        {
            Commit(forgotten, into);
        }
    }
}
