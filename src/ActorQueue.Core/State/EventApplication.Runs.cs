using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.State;

/// <summary>What belongs to one run of a task: the errors of its attempts, its checkpoint, and the next run.</summary>
internal static partial class EventApplication
{
    private static void Revive(QueueState state, TaskRevived revived)
    {
        int old = state.FindLive(revived.Id);
        var ended = old == SlotStore.None ? state.Remembered.StatusOf(revived.Id) : state.Slots[old].Status;
        if (old != SlotStore.None)
        {
            if (!state.Slots[old].Status.IsFinal())
            {
                throw Unexpected(state, revived.Id, "it gets another run");
            }

            Remove(state, old, revived.At);
        }
        else
        {
            state.Remembered.Remove(revived.Id);
        }

        int slot = state.Slots.Allocate();
        ref var task = ref state.Slots[slot];
        task.Id = revived.Id;
        task.Sequence = state.Position;
        task.AcceptedAt = revived.At.UtcTicks;
        task.Body = revived.Body;
        task.Kind = state.Kinds.Enter(revived.Kind);
        task.Priority = revived.Priority;
        task.Attempt = revived.Attempt;
        task.Extras = new TaskExtras
        {
            Run = revived.Run,
            AttemptsBefore = revived.Attempt,
            Errors = revived.Errors.Count > 0 ? [.. revived.Errors] : null,
        };
        TaskAdmission.Enter(state, ref task);
        EnterBatchAgain(state, ref task, ended);
        bool waits = task.Body.HasDependencies && WaitAnew(state, slot);
        state.SetStatus(ref task, waits ? QueueTaskStatus.Blocked : QueueTaskStatus.Pending);
        state.AddBytes(task.Body.Length);
        state.Index.Add(task.Id, slot);
        state.ByAge.Append(slot);
        state.EnterIndex(slot);
        CountAccepted(state, ref task);
    }

    private static void TakeDedupKey(QueueState state, TaskEnqueued enqueued)
    {
        if (enqueued.Body.HasDedup && enqueued.ToSpec().Dedup is { } dedup)
        {
            state.DedupKeys.Set(
                new DedupEntry(dedup.Key, enqueued.Id, SaturatingAdd(enqueued.At.UtcTicks, dedup.Window.Ticks)), enqueued.At.UtcTicks);
        }
    }

    /// <summary>Its batch, when that is still known, counts it as open and no longer by its last end.</summary>
    private static void EnterBatchAgain(QueueState state, ref TaskSlot task, QueueTaskStatus ended)
    {
        if (task.Body.HasBelongings
            && task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null).BatchId is { } id
            && state.Batches.Find(id) is { } batch)
        {
            task.Extras!.Batch = batch;
            batch.Recall(ended == QueueTaskStatus.None ? QueueTaskStatus.Failed : ended);
        }
    }

    private static void SaveCheckpoint(QueueState state, CheckpointSaved saved)
    {
        int slot = Running(state, saved.Id);
        ref var task = ref state.Slots[slot];
        if (task.Attempt != saved.Attempt)
        {
            throw Unexpected(state, saved.Id, $"attempt {saved.Attempt} saves its state");
        }

        SetCheckpoint(state, ref task, saved.State.ToArray());
    }

    private static void SetCheckpoint(QueueState state, ref TaskSlot task, byte[]? checkpoint)
    {
        if (checkpoint is null && task.Extras?.Checkpoint is null)
        {
            return;
        }

        var extras = task.Extras ??= new TaskExtras();
        state.AddBytes((checkpoint?.Length ?? 0) - (extras.Checkpoint?.Length ?? 0));
        extras.Checkpoint = checkpoint;
    }

    private static void LowerPriority(ref TaskSlot task, int priority)
    {
        if (priority != task.Priority)
        {
            (task.Extras ??= new TaskExtras()).GivenPriority ??= task.Priority;
            task.Priority = priority;
        }
    }

    /// <summary>What the retries of a run took is given back at its end.</summary>
    private static void RestorePriority(ref TaskSlot task)
    {
        if (task.Extras is { GivenPriority: { } given } extras)
        {
            task.Priority = given;
            extras.GivenPriority = null;
        }
    }

    /// <summary>Keeps how an attempt failed: the first error for ever, and as many of the newest as there is room for.</summary>
    private static void KeepError(ref TaskSlot task, DateTimeOffset at, FailureClass @class, TaskError error)
    {
        var extras = task.Extras ??= new TaskExtras();
        var errors = extras.Errors ??= [];
        if (errors.Count == AttemptError.MaxKept)
        {
            errors.RemoveAt(1);
        }

        string message = error.Message.Length <= AttemptError.MaxMessageLength
            ? error.Message
            : string.Concat(error.Message.AsSpan(0, AttemptError.MaxMessageLength - 1), "…");
        errors.Add(new AttemptError(extras.Run, task.Attempt, at.ToUniversalTime(), task.Worker?.Id, @class, error.Code, message));
    }

    /// <summary>Takes a task that has ended out of the state.</summary>
    private static void Remove(QueueState state, int slot, DateTimeOffset at)
    {
        ref var task = ref state.Slots[slot];
        state.LeaveIndex(slot);
        state.ByAge.Remove(slot);
        state.Index.Remove(task.Id);
        state.Kinds.Leave(task.Kind);
        TaskAdmission.Leave(state, ref task, at.UtcTicks);
        state.AddBytes(-task.Body.Length - (task.Result?.Length ?? 0));
        state.SetStatus(ref task, QueueTaskStatus.None);
        state.Slots.Free(slot);
    }
}
