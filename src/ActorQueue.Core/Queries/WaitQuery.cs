using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>Why a task waits. Costs a look at every live task when the task is ready, and nothing is changed.</summary>
public static class WaitQuery
{
    /// <summary>Everything that a live task waits for; null when it is not there.</summary>
    public static WaitExplanation? Explain(this QueuePartition partition, TaskId id, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(partition);
        var state = partition.State;
        int slot = state.FindLive(id);
        if (slot == SlotStore.None)
        {
            return null;
        }

        var status = state.Slots[slot].Status;
        if (!status.IsWaiting())
        {
            return new WaitExplanation { Id = id, Status = status };
        }

        List<WaitReason> reasons = [];
        AddHolds(reasons, state, slot);
        AddKeys(reasons, state, partition.Settings.Admission, slot, now);
        AddWorkers(reasons, state, slot);
        bool isReady = status == QueueTaskStatus.Pending && !state.Slots[slot].IsHeldByKind;
        int? ahead = isReady ? new StartOrder(state, partition.Settings.Admission, now).TasksAhead(slot) : null;
        if (ahead > 0)
        {
            reasons.Add(new WaitReason(WaitReasons.BehindOthers, $"{ahead} ready tasks start before it.") { Count = ahead });
        }

        bool isOrderAll = isReady && reasons.TrueForAll(reason => reason.Code == WaitReasons.BehindOthers);
        bool isTimeAll = reasons.Count > 0 && reasons.TrueForAll(reason => reason.Until is not null);
        if (reasons.Count == 0)
        {
            reasons.Add(new WaitReason(WaitReasons.NextInOrder, "It is the next one, as soon as a worker has a free slot."));
        }

        return new WaitExplanation
        {
            Id = id,
            Status = status,
            Reasons = reasons,
            TasksAhead = ahead,
            StartsAt = isTimeAll ? reasons.Max(reason => reason.Until) : null,
            StartsAfter = isOrderAll ? ahead : null,
        };
    }

    private static void AddHolds(List<WaitReason> reasons, QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        if (state.Mode == QueueMode.Paused)
        {
            reasons.Add(new WaitReason(WaitReasons.QueuePaused, "The queue is paused."));
        }

        if (task.IsHeldByKind)
        {
            reasons.Add(new WaitReason(WaitReasons.KindPaused, $"Tasks of the kind '{task.Kind.Name}' are held back.") { Key = task.Kind.Name });
        }

        var due = new DateTimeOffset(task.WakeAt, TimeSpan.Zero);
        switch (task.Status)
        {
            case QueueTaskStatus.Paused:
                reasons.Add(new WaitReason(WaitReasons.TaskPaused, "The task is paused."));
                break;
            case QueueTaskStatus.Blocked:
                AddDependencies(reasons, state, slot);
                break;
            case QueueTaskStatus.Scheduled:
                reasons.Add(new WaitReason(WaitReasons.Scheduled, $"It is not to start before {Text(due)}.") { Until = due });
                break;
            case QueueTaskStatus.Retry:
                reasons.Add(new WaitReason(WaitReasons.Backoff, $"Its last attempt failed; the next one may start at {Text(due)}.") { Until = due });
                break;
            default:
                break;
        }
    }

    private static void AddDependencies(List<WaitReason> reasons, QueueState state, int slot)
    {
        List<TaskId> named = [];
        int count = 0;
        foreach (var (dependency, _) in state.Dependencies.DependenciesOf(slot))
        {
            count++;
            if (named.Count < WaitReasons.MaxTasks)
            {
                named.Add(state.Slots[dependency].Id);
            }
        }

        reasons.Add(new WaitReason(WaitReasons.Dependencies, $"{Counted.Of(count, "task")} must end first: {string.Join(", ", named.Take(3))}{(count > 3 ? " …" : ".")}")
        {
            Count = count,
            Tasks = named,
        });
    }

    private static void AddKeys(
        List<WaitReason> reasons, QueueState state, AdmissionSettings settings, int slot, DateTimeOffset now)
    {
        if (state.Slots[slot].Extras?.Admission is not { } admission)
        {
            return;
        }

        if (admission.Concurrency is { } concurrency
            && settings.ConcurrencyLimitOf(concurrency.Key) is > 0 and var limit && concurrency.Running >= limit)
        {
            reasons.Add(new WaitReason(
                WaitReasons.ConcurrencyLimit, $"{Counted.Of(concurrency.Running, $"task with the key '{concurrency.Key}' runs", $"tasks with the key '{concurrency.Key}' run")}, at most {limit} may.")
            {
                Key = concurrency.Key,
                Count = concurrency.Running,
                Limit = limit,
            });
        }

        if (admission.Rate is { } rate && settings.RateLimitOf(rate.Key) is { } rateLimit
            && rateLimit.NextStartAt(rate) is var next && next > now.UtcTicks)
        {
            var until = new DateTimeOffset(next, TimeSpan.Zero);
            reasons.Add(new WaitReason(
                WaitReasons.RateLimit, $"The next task with the key '{rate.Key}' may start at {Text(until)}: {rateLimit.Count} may in {rateLimit.Per}.")
            {
                Key = rate.Key,
                Limit = rateLimit.Count,
                Until = until,
            });
        }
    }

    private static void AddWorkers(List<WaitReason> reasons, QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        if (task.IsSuspect)
        {
            reasons.Add(new WaitReason(WaitReasons.RunsAlone, "Its worker died under it, so it runs again only where nothing else does."));
        }

        if (state.AttachedWorkers.Count == 0)
        {
            reasons.Add(new WaitReason(WaitReasons.NoWorker, "No worker is attached."));
            return;
        }

        var (kind, priority) = (task.Kind.Name, task.Priority);
        var takers = state.AttachedWorkers.Where(worker => worker.Value.TakesKind(kind) && worker.Value.TakesPriority(priority)).ToArray();
        if (takers.Length == 0)
        {
            reasons.Add(new WaitReason(
                WaitReasons.NoWorkerForTask, $"None of {Counted.Of(state.AttachedWorkers.Count, "worker")} takes tasks of the kind '{kind}' and priority {priority}.")
            {
                Key = kind,
            });
            return;
        }

        if (task.Extras?.Admission?.Needs is not { } needs)
        {
            return;
        }

        if (!Array.Exists(takers, worker => worker.Value.CouldRun(needs)))
        {
            reasons.Add(new WaitReason(WaitReasons.NeedsTooMuch, $"It needs {needs}, more than any worker that would take it has."));
        }
        else if (!Array.Exists(takers, worker => worker.Value.HasRoom(state.Workers.Find(worker.Key), needs, kept: null)))
        {
            string kept = state.Hold?.Slot == slot ? $" The worker '{state.Hold.WorkerId}' is kept for it." : string.Empty;
            reasons.Add(new WaitReason(WaitReasons.NoRoom, $"It needs {needs}, which running tasks have reserved.{kept}"));
        }
    }

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
