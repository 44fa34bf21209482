using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>What a dedup key does to a submit.</summary>
/// <param name="Answer">The outcome when the task is not to be accepted; null when it is.</param>
/// <param name="Replaced">The waiting task whose place it takes; null: none.</param>
/// <param name="Existing">The task that has the key; null: none.</param>
/// <param name="NotBefore">When the task is due.</param>
internal readonly record struct DedupVerdict(EnqueueOutcome? Answer, TaskId? Replaced, TaskId? Existing, DateTimeOffset? NotBefore);

/// <summary>Whether another task already means the work that a submit asks for.</summary>
internal static class DedupDecision
{
    public static DedupVerdict Decide(QueueState state, TaskSpec spec, DateTimeOffset now)
    {
        var notBefore = spec.NotBefore;
        if (spec.Dedup is not { } dedup || dedup.Validate().Count > 0 || IsKnown(state, spec.Id))
        {
            return new DedupVerdict(null, null, null, notBefore);
        }

        if (dedup.Policy == DedupPolicy.Debounce)
        {
            var quietAt = now + dedup.Window;
            notBefore = notBefore > quietAt ? notBefore : quietAt;
        }

        if (state.DedupKeys.Find(dedup.Key, now) is not { } entry)
        {
            return new DedupVerdict(null, null, null, notBefore);
        }

        return dedup.Policy switch
        {
            DedupPolicy.Reject => Refused(spec, entry, RejectReasons.DuplicateKey, "has been submitted"),
            DedupPolicy.Throttle => Refused(spec, entry, RejectReasons.Throttled, "has been submitted, and one a window may be,"),
            DedupPolicy.ReturnExisting => new DedupVerdict(
                new EnqueueOutcome(spec.Id, EnqueueResult.Duplicate, StatusOf(state, entry.Id)) { ExistingId = entry.Id }, null, entry.Id, notBefore),
            _ => new DedupVerdict(null, IsWaiting(state, entry.Id) ? entry.Id : null, entry.Id, notBefore),
        };
    }

    private static DedupVerdict Refused(TaskSpec spec, DedupEntry entry, string reason, string what) => new(
        new EnqueueOutcome(
            spec.Id, EnqueueResult.Rejected, QueueTaskStatus.None, reason,
            $"The key '{entry.Key}' {what} as task {entry.Id}; its window ends at {new DateTimeOffset(entry.Until, TimeSpan.Zero):O}.")
        {
            ExistingId = entry.Id,
        },
        null,
        entry.Id,
        spec.NotBefore);

    private static bool IsWaiting(QueueState state, TaskId id) =>
        state.FindLive(id) is var slot and not SlotStore.None && state.Slots[slot].Status.IsWaiting();

    private static bool IsKnown(QueueState state, TaskId id) =>
        state.FindLive(id) != SlotStore.None || state.Remembered.StatusOf(id) != QueueTaskStatus.None;

    /// <summary>None when the task has ended so long ago that its id is forgotten.</summary>
    private static QueueTaskStatus StatusOf(QueueState state, TaskId id)
    {
        int slot = state.FindLive(id);
        return slot == SlotStore.None ? state.Remembered.StatusOf(id) : state.Slots[slot].Status;
    }
}
