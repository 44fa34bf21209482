using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>Finding live tasks by a filter: listings, and commands about many.</summary>
public static class TaskSelection
{
    /// <summary>A page of live tasks; a cursor stays good while tasks come and go.</summary>
    /// <exception cref="ArgumentException">The cursor is none of this listing's.</exception>
    public static TaskPage List(this QueueState state, ListTasks query)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        int size = Math.Clamp(query.PageSize, 1, ListTasks.MaxPageSize);
        return query.Sort == TaskSort.None ? ByAcceptance(state, query, size) : Sorted(state, query, size);
    }

    /// <summary>Which of these tasks the queue holds.</summary>
    public static LiveTasks FindLive(this QueueState state, FindLiveTasks query)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        return new LiveTasks([.. query.Ids.Where(id => state.FindLive(id) != SlotStore.None)]);
    }

    /// <summary>The live tasks that have not ended and fit, by acceptance.</summary>
    /// <param name="state">The queue.</param>
    /// <param name="filter">Which.</param>
    /// <param name="waitingOnly">Whether those that run are left out.</param>
    public static IReadOnlyList<TaskId> SelectUnended(this QueueState state, TaskFilter filter, bool waitingOnly)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(filter);
        List<TaskId> found = [];
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            ref var task = ref state.Slots[slot];
            bool isMeant = waitingOnly ? task.Status.IsWaiting() : !task.Status.IsFinal() && !task.IsCancelRequested;
            if (isMeant && Matches(state, filter, slot))
            {
                found.Add(task.Id);
            }
        }

        return found;
    }

    internal static bool Matches(QueueState state, TaskFilter filter, int slot)
    {
        ref var task = ref state.Slots[slot];
        return filter.Includes(task.Status)
            && (filter.Kind is null || task.Kind.Name == filter.Kind)
            && filter.IsWithin(task.Priority)
            && (filter.BatchId is null || task.Extras?.Batch?.Id == filter.BatchId)
            && filter.MatchesError(task.Error)
            && filter.IsCreatedWithin(Utc(task.AcceptedAt))
            && filter.IsEndedWithin(task.EndedAt == 0 ? null : Utc(task.EndedAt))
            && (filter.Tag is null || HasTag(ref task, filter.Tag));
    }

    private static TaskPage ByAcceptance(QueueState state, ListTasks query, int size)
    {
        _ = long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long after);
        List<TaskView> page = [];
        long last = 0;
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            if (state.Slots[slot].Sequence <= after || !Matches(state, query, slot))
            {
                continue;
            }

            if (page.Count == size)
            {
                return new TaskPage(page, last.ToString(CultureInfo.InvariantCulture));
            }

            page.Add(TaskQueries.ViewOf(state, slot));
            last = state.Slots[slot].Sequence;
        }

        return new TaskPage(page, NextCursor: null);
    }

    /// <summary>Keeps the first so many in a heap while it looks at all: memory for one page, whatever there is.</summary>
    private static TaskPage Sorted(QueueState state, ListTasks query, int size)
    {
        var after = query.Cursor is { } cursor ? TaskSortKey.Parse(cursor) : default(TaskSortKey?);
        var order = Comparer<TaskSortKey>.Create(query.IsDescending
            ? static (left, right) => right.CompareTo(left)
            : static (left, right) => left.CompareTo(right));
        var firsts = new PriorityQueue<int, TaskSortKey>(Comparer<TaskSortKey>.Create((left, right) => order.Compare(right, left)));
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            if (!Matches(state, query, slot))
            {
                continue;
            }

            var key = KeyOf(query.Sort, ref state.Slots[slot]);
            if (after is not { } start || order.Compare(key, start) > 0)
            {
                firsts.Enqueue(slot, key);
                if (firsts.Count > size + 1)
                {
                    firsts.Dequeue();
                }
            }
        }

        bool isEnd = firsts.Count <= size;
        if (!isEnd)
        {
            firsts.Dequeue();
        }

        var page = new TaskView[firsts.Count];
        for (int i = page.Length - 1; i >= 0; i--)
        {
            page[i] = TaskQueries.ViewOf(state, firsts.Dequeue());
        }

        return new TaskPage(page, isEnd ? null : TaskSortKey.Of(query.Sort, page[^1]).ToString());
    }

    private static TaskSortKey KeyOf(TaskSort sort, ref TaskSlot task) => new(
        sort switch
        {
            TaskSort.Created => Utc(task.AcceptedAt).ToUnixTimeMilliseconds(),
            TaskSort.Ended => task.EndedAt == 0 ? -1 : Utc(task.EndedAt).ToUnixTimeMilliseconds(),
            TaskSort.Priority => task.Priority,
            TaskSort.Attempts => TaskQueries.AttemptsOf(ref task),
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, "Not a sort."),
        },
        task.Id);

    private static bool Matches(QueueState state, ListTasks query, int slot) =>
        (query.Status is not { } status || state.Slots[slot].Status == status)
        && (query.Kind is not { } kind || state.Slots[slot].Kind.Name == kind)
        && (query.Filter is not { } filter || Matches(state, filter, slot));

    private static bool HasTag(ref TaskSlot task, string tag) => task.Body
        .ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null)
        .Tags.Contains(tag, StringComparer.Ordinal);

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);
}
