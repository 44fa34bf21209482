using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.State;

/// <content>Batches: their life, and the counting of their members.</content>
internal static partial class EventApplication
{
    /// <summary>Counts a task's change of status in its batch.</summary>
    public static void CountInBatch(QueueState state, BatchEntry batch, QueueTaskStatus before, QueueTaskStatus after)
    {
        batch.Count(before, after);
        if (batch.HasEnded && batch.OpenTasks > 0)
        {
            state.Batches.Reopen(batch);
        }
        else
        {
            EndIfDone(state, batch);
        }
    }

    private static void CreateBatch(QueueState state, BatchCreated created)
    {
        var parent = created.ParentId is { } parentId ? KnownBatch(state, parentId) : null;
        if (state.Batches.Find(created.Id) is not null)
        {
            throw new CorruptQueueDataException($"Batch {created.Id} is created a second time at position {state.Position}.");
        }

        if (parent is not null)
        {
            parent.OpenBatches++;
        }

        var batch = new BatchEntry
        {
            Id = created.Id,
            Name = created.Name,
            Sequence = state.Position,
            CreatedAt = created.At.UtcTicks,
            Parent = parent,
            Callbacks = created.Callbacks,
        };
        state.Batches.Add(batch);
        state.AddBytes(batch.Bytes);
    }

    private static void SealBatch(QueueState state, BatchSealed @sealed)
    {
        var batch = KnownBatch(state, @sealed.Id);
        batch.IsSealed = true;
        EndIfDone(state, batch);
    }

    private static void ReopenBatch(QueueState state, BatchReopened reopened)
    {
        var batch = KnownBatch(state, reopened.Id);
        batch.IsSealed = false;
        state.Batches.Reopen(batch);
    }

    private static void EndBatch(QueueState state, BatchEnded ended)
    {
        var batch = KnownBatch(state, ended.Id);
        if (!batch.IsDone)
        {
            throw new CorruptQueueDataException($"Batch {batch.Id} ends at position {state.Position} with {batch.OpenTasks} open members.");
        }

        state.Batches.End(batch, ended.At.UtcTicks, state.Position);
        if (batch.Parent is { } parent)
        {
            EndIfDone(state, parent);
        }
    }

    private static void ForgetBatches(QueueState state, BatchesForgotten forgotten)
    {
        while (state.Batches.FirstEnded is { } first
               && (first.EndedAt < forgotten.EndedBefore.UtcTicks || state.Batches.Count > forgotten.Keep))
        {
            state.AddBytes(-state.Batches.ForgetFirst().Bytes);
        }
    }

    private static void EndIfDone(QueueState state, BatchEntry batch)
    {
        if (batch.IsDone)
        {
            state.Consequences.Add(new Consequence(ConsequenceKind.BatchDone, default) { Batch = batch.Id });
        }
    }

    private static BatchEntry KnownBatch(QueueState state, BatchId id) => state.Batches.Find(id)
        ?? throw new CorruptQueueDataException($"Position {state.Position} speaks of batch {id}, which is not there.");
}
