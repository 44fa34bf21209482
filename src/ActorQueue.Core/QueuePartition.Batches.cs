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
    /// Gives members of a batch, and of those within it, another run, all in one decision: the batches are opened first, so
    /// that none ends between two of its members, and those that were sealed are sealed again. Null when the batch is not
    /// known. Nothing happens while a member is neither here nor given.
    /// </summary>
    public BatchRetried? RetryBatch(BatchId id, IReadOnlyList<BatchMember> members, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (State.Batches.Find(id) is not { } root)
        {
            return null;
        }

        TaskId[] missing = [.. members.Where(member => member.Ended is null && State.FindLive(member.Id) == SlotStore.None).Select(member => member.Id)];
        if (missing.Length > 0)
        {
            return new BatchRetried(0, 0, missing);
        }

        BatchId[] reopened = [.. WithNested(root).Where(batch => batch.IsSealed).Select(batch => batch.Id)];
        foreach (var batch in reopened)
        {
            Commit(new BatchReopened(now, batch), into);
        }

        int retried = 0, refused = 0;
        foreach (var member in members)
        {
            // One that is here has ended later than what the history has of it, if it has ended.
            var answer = member.Ended is null || State.FindLive(member.Id) != SlotStore.None
                ? Retry(new RetryTask(member.Id), now, into)
                : Revive(member.Ended, now, into);
            retried += answer.Result == TaskRetryResult.Retried ? 1 : 0;
            refused += answer.Result == TaskRetryResult.Refused ? 1 : 0;
        }

        // The inner ones first: an outer one would have to wait for them anyway.
        foreach (var batch in reopened.Reverse())
        {
            SealBatch(batch, now, into);
        }

        return new BatchRetried(retried, refused, []);
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
