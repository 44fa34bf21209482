using ActorQueue.Contracts;
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
    /// Seals a batch and those within it, the first step of its cancel; the members that have not ended, which the caller
    /// cancels in decisions that each fit a commit (<see cref="CancelEach"/>), or null when the batch is not known. A crash
    /// between the steps leaves a sealed batch of which some are cancelled, and a client without an answer.
    /// </summary>
    public IReadOnlyList<TaskId>? SealForCancel(BatchId id, DateTimeOffset now, EventBatch into)
    {
        if (State.Batches.Find(id) is not { } root)
        {
            return null;
        }

        var batches = WithNested(root);
        foreach (var batch in batches.Where(batch => !batch.IsSealed).ToArray())
        {
            Commit(new BatchSealed(now, batch.Id), into);
        }

        return OpenMembers(batches);
    }

    /// <summary>
    /// Opens a sealed batch and those within it, the first step of another run of their members; the ids of those that
    /// were sealed, to be sealed again afterwards, or null when the batch is not known.
    /// </summary>
    public IReadOnlyList<BatchId>? ReopenBatch(BatchId id, DateTimeOffset now, EventBatch into)
    {
        if (State.Batches.Find(id) is not { } root)
        {
            return null;
        }

        BatchId[] reopened = [.. WithNested(root).Where(batch => batch.IsSealed).Select(batch => batch.Id)];
        foreach (var batch in reopened)
        {
            Commit(new BatchReopened(now, batch), into);
        }

        return reopened;
    }

    private HashSet<BatchEntry> WithNested(BatchEntry root) => [.. State.WithNested(root.Id).Select(id => State.Batches.Find(id)!)];

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
