using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>Whether a batch is new, known or refused, and whether a task may join one.</summary>
internal static class BatchDecision
{
    public static (BatchCreated? Event, BatchCreateAnswered Answer) Create(
        QueueState state, QueueSettings settings, BatchSpec spec, DateTimeOffset now)
    {
        var problems = spec.Validate();
        if (problems.Count > 0)
        {
            return Reject(spec, RejectReasons.Invalid, string.Join("; ", problems));
        }

        if (state.Batches.Find(spec.Id) is not null)
        {
            return (null, new BatchCreateAnswered(spec.Id, EnqueueResult.Duplicate));
        }

        if (state.Mode == QueueMode.Draining)
        {
            return Reject(spec, RejectReasons.Draining, "The queue drains and takes nothing new until it is resumed.");
        }

        if ((AgeProblem(state, settings, spec.Id, now) ?? ParentProblem(state, spec)) is var (reason, message))
        {
            return Reject(spec, reason, message);
        }

        if (state.Batches.OpenCount >= settings.MaxBatches)
        {
            return Reject(spec, RejectReasons.TooManyBatches,
                $"{Counted.Of(state.Batches.OpenCount, "batch has", "batches have")} not ended, at most {settings.MaxBatches} may; seal and end some.");
        }

        var created = Event(spec, settings.Admission, now);
        long payload = spec.Callbacks().Sum(callback => callback.Task.TotalPayloadBytes);
        if (payload > settings.MaxPayloadBytes)
        {
            return Reject(spec, RejectReasons.PayloadTooLarge,
                $"Its callbacks' payloads have {payload} bytes, at most {settings.MaxPayloadBytes} are allowed.");
        }

        long bytes = created.Callbacks.Sum(callback => (long)callback.Body.Length);
        return settings.MaxBytes > 0 && state.LiveBytes + bytes > settings.MaxBytes
            ? Reject(spec, RejectReasons.QueueFull, $"The queue holds {state.LiveBytes} bytes, at most {settings.MaxBytes} are allowed.")
            : (created, new BatchCreateAnswered(spec.Id, EnqueueResult.Accepted));
    }

    /// <summary>What keeps a task out of the batch that it names; null when nothing does.</summary>
    public static (string Reason, string Message)? MemberProblem(QueueState state, TaskSpec spec)
    {
        if (spec.BatchId is not { } id)
        {
            return null;
        }

        return state.Batches.Find(id) switch
        {
            null => (RejectReasons.UnknownBatch, $"Batch {id} is not known (any more); create it first."),
            { IsSealed: true } => (RejectReasons.BatchSealed, $"Batch {id} is sealed and takes no further tasks."),
            _ => null,
        };
    }

    /// <summary>The end of a batch and the tasks that it enqueues; nothing when the batch is not done after all.</summary>
    public static IEnumerable<QueueEvent> End(QueueState state, BatchId id, DateTimeOffset now)
    {
        if (state.Batches.Find(id) is not { IsDone: true } batch)
        {
            return [];
        }

        var end = batch.IsSuccess ? QueueTaskStatus.Completed : QueueTaskStatus.Failed;
        List<QueueEvent> events = [new BatchEnded(now, id)];
        foreach (var callback in batch.Callbacks.Where(callback => callback.On.IsMetBy(end)))
        {
            var task = FollowUpId.Of(id, batch.Runs + 1, callback.Index);
            if (!ConsequenceDecision.IsKnown(state, task))
            {
                events.Add(new TaskEnqueued(now, task, callback.Kind, callback.Priority, callback.NotBefore, callback.Body));
            }
        }

        return events;
    }

    /// <summary>
    /// The event that makes room for one more batch, and lets go of those that ended long ago; null when there is nothing
    /// to forget.
    /// </summary>
    public static BatchesForgotten? Forget(QueueState state, QueueSettings settings, int keep, DateTimeOffset now)
    {
        var before = now - settings.BatchRetention;
        return state.Batches.FirstEnded is { } first && (first.EndedAt < before.UtcTicks || state.Batches.Count > keep)
            ? new BatchesForgotten(now, before, keep)
            : null;
    }

    private static BatchCreated Event(BatchSpec spec, AdmissionSettings admission, DateTimeOffset now) => new(now, spec.Id, spec.Name, spec.ParentBatchId,
    [
        .. spec.Callbacks().Select(callback => new BatchCallback(
            callback.Index,
            callback.On,
            callback.Task.Kind,
            callback.Task.Priority,
            callback.Task.NotBefore,
            TaskBody.Pack(EnqueueDecision.WithWeight(callback.Task, admission) with { ParentBatchId = spec.Id }))),
    ]);

    private static (string Reason, string Message)? AgeProblem(
        QueueState state, QueueSettings settings, BatchId id, DateTimeOffset now)
    {
        var createdAt = id.CreatedAt;
        if (now - createdAt > settings.IdempotencyWindow || createdAt.UtcTicks <= state.Batches.FloorTicks)
        {
            return (RejectReasons.IdExpired,
                $"The id was made at {createdAt:O}; ids older than {settings.IdempotencyWindow} are no longer known. Make a new one.");
        }

        return createdAt - now > settings.MaxClockSkew
            ? (RejectReasons.Invalid, $"id: it was made at {createdAt:O}, which is more than {settings.MaxClockSkew} ahead of the queue's clock")
            : null;
    }

    private static (string Reason, string Message)? ParentProblem(QueueState state, BatchSpec spec)
    {
        if (spec.ParentBatchId is not { } id)
        {
            return null;
        }

        return state.Batches.Find(id) switch
        {
            null => (RejectReasons.UnknownBatch, $"Its parent batch {id} is not known (any more)."),
            { IsSealed: true } => (RejectReasons.BatchSealed, $"Its parent batch {id} is sealed."),
            var parent => parent.Depth >= BatchSpec.MaxDepth
                ? (RejectReasons.Invalid, $"parentBatchId: batches are nested at most {BatchSpec.MaxDepth} deep")
                : null,
        };
    }

    private static (BatchCreated?, BatchCreateAnswered) Reject(BatchSpec spec, string reason, string message) =>
        (null, new BatchCreateAnswered(spec.Id, EnqueueResult.Rejected, reason, message));
}
