using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>Whether one submitted task is new, known or refused.</summary>
internal static class EnqueueDecision
{
    /// <summary>The event that accepts the task, or null and the outcome that says why there is none.</summary>
    /// <param name="state">The state.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="spec">The task.</param>
    /// <param name="now">The time.</param>
    /// <param name="plan">What an all-or-nothing submit has planned before it.</param>
    /// <param name="isOccurrence">Whether it comes from a schedule, which itself knows what it has enqueued: then its id
    /// may be of any age.</param>
    /// <param name="room">Whether there is room for it whatever the limits say.</param>
    public static (TaskEnqueued? Event, EnqueueOutcome Outcome) Decide(
        QueueState state, QueueSettings settings, TaskSpec spec, DateTimeOffset now, EnqueuePlan? plan = null,
        bool isOccurrence = false, Room room = Room.Wanted)
    {
        var problems = spec.Validate();
        if (problems.Count > 0)
        {
            return Reject(spec, RejectReasons.Invalid, string.Join("; ", problems));
        }

        if (spec.ParentId is not null || spec.ParentBatchId is not null)
        {
            return Reject(spec, RejectReasons.Invalid, "parentId: only the queue sets the parent of a follow-up");
        }

        // A known id is answered first, whatever the queue's mode: a repeated submit must learn that it has succeeded.
        var known = StatusOf(state, spec.Id, plan);
        if (known != QueueTaskStatus.None)
        {
            return (null, new EnqueueOutcome(spec.Id, EnqueueResult.Duplicate, known));
        }

        if (state.Mode == QueueMode.Draining)
        {
            return Reject(spec, RejectReasons.Draining, "The queue drains and takes nothing new until it is resumed.");
        }

        if (!isOccurrence && AgeProblem(state, settings, spec.Id, now) is { } age)
        {
            return (null, age);
        }

        if (spec.TotalPayloadBytes is var payloadBytes && payloadBytes > settings.MaxPayloadBytes)
        {
            return Reject(spec, RejectReasons.PayloadTooLarge,
                $"The payload has {payloadBytes} bytes, those of its follow-ups included, at most {settings.MaxPayloadBytes} are allowed.");
        }

        if (spec.Resources is { } needs && settings.Admission.ProblemWith(needs) is { } tooMuch)
        {
            return Reject(spec, RejectReasons.ResourcesTooLarge, tooMuch);
        }

        if ((DependencyDecision.Problem(state, settings, spec, plan) ?? BatchDecision.MemberProblem(state, spec)) is var (reason, message))
        {
            return Reject(spec, reason, message);
        }

        int waiting = state.WaitingCount + (plan?.Count ?? 0);
        if (settings.MaxLength > 0 && room == Room.Wanted && waiting >= settings.MaxLength)
        {
            return Reject(spec, RejectReasons.QueueFull, $"{Counted.Of(waiting, "task waits", "tasks wait")}, at most {settings.MaxLength} may.");
        }

        var body = TaskBody.Pack(WithWeight(spec, settings.Admission));
        long held = state.LiveBytes + (plan?.Bytes ?? 0);
        if (settings.MaxBytes > 0 && room != Room.Planned && held + body.Length > settings.MaxBytes)
        {
            return Reject(spec, RejectReasons.QueueFull,
                $"The queue holds {held} bytes, at most {settings.MaxBytes} are allowed.");
        }

        var status = spec.NotBefore > now ? QueueTaskStatus.Scheduled : QueueTaskStatus.Pending;
        return (new TaskEnqueued(now, spec.Id, spec.Kind, spec.Priority, spec.NotBefore, body),
            new EnqueueOutcome(spec.Id, EnqueueResult.Accepted, status));
    }

    /// <summary>The weight is the one in force now: what follows from an accepted task must not depend on settings.</summary>
    public static TaskSpec WithWeight(TaskSpec spec, AdmissionSettings settings)
    {
        if (settings.FairnessWeights.Count == 0)
        {
            return spec;
        }

        int? weight = spec is { FairnessKey: { } key, FairnessWeight: null } ? settings.WeightOf(key) : spec.FairnessWeight;
        return spec with
        {
            FairnessWeight = weight,
            FollowUps = [.. spec.FollowUps.Select(followUp => followUp with { Task = WithWeight(followUp.Task, settings) })],
        };
    }

    private static QueueTaskStatus StatusOf(QueueState state, TaskId id, EnqueuePlan? plan)
    {
        if (plan?.StatusOf(id) is { } planned and not QueueTaskStatus.None)
        {
            return planned;
        }

        int slot = state.FindLive(id);
        return slot == SlotStore.None ? state.Remembered.StatusOf(id) : state.Slots[slot].Status;
    }

    private static EnqueueOutcome? AgeProblem(QueueState state, QueueSettings settings, TaskId id, DateTimeOffset now)
    {
        var createdAt = id.CreatedAt;
        if (now - createdAt > settings.IdempotencyWindow || createdAt.UtcTicks <= state.Remembered.FloorTicks)
        {
            return Rejected(id, RejectReasons.IdExpired,
                $"The id was made at {createdAt:O}; ids older than {settings.IdempotencyWindow} are no longer known. Make a new one.");
        }

        return createdAt - now > settings.MaxClockSkew
            ? Rejected(id, RejectReasons.Invalid,
                $"id: it was made at {createdAt:O}, which is more than {settings.MaxClockSkew} ahead of the queue's clock")
            : null;
    }

    private static (TaskEnqueued?, EnqueueOutcome) Reject(TaskSpec spec, string reason, string message) =>
        (null, Rejected(spec.Id, reason, message));

    private static EnqueueOutcome Rejected(TaskId id, string reason, string message) =>
        new(id, EnqueueResult.Rejected, QueueTaskStatus.None, reason, message);
}

/// <summary>Where a submitted task finds room.</summary>
internal enum Room
{
    /// <summary>The limits decide.</summary>
    Wanted = 0,

    /// <summary>It takes the place of a task that waits; its bytes come beside that one's, which is kept until it is archived.</summary>
    OfAnother = 1,

    /// <summary>Its submit was found to fit as a whole; what a replaced task's end has enqueued meanwhile must not part it.</summary>
    Planned = 2,
}
