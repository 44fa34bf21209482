using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.History;

namespace ActorQueue.Hosting;

/// <summary>Joins the live tasks, which the queue lists, and the finished ones, which stand in tables, into one sequence of pages.</summary>
internal static class TaskListing
{
    private const string LivePrefix = "live:";
    private const string HistoryPrefix = "history:";

    public static async Task<TaskPage> ReadAsync(HostedQueue queue, ListTasks query, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(query.PageSize, 1, ListTasks.MaxPageSize);
        if (query.Sort != TaskSort.None)
        {
            return await ReadSortedAsync(queue, query with { PageSize = size }, cancellationToken);
        }

        var (isHistory, cursor) = Parse(query.Cursor);
        List<TaskView> tasks = [];
        if (!isHistory)
        {
            var live = await queue.AskAsync<TaskPage>(query with { PageSize = size, Cursor = cursor }, cancellationToken);
            tasks.AddRange(live.Tasks);
            if (live.NextCursor is not null)
            {
                return new TaskPage(tasks, LivePrefix + live.NextCursor);
            }

            cursor = null;
        }

        var before = cursor is null ? long.MaxValue : long.Parse(cursor, CultureInfo.InvariantCulture);
        var finished = await queue.History.ListAsync(before, size - tasks.Count + 1, query, cancellationToken);
        var page = finished.Take(size - tasks.Count).ToArray();

        // One that was listed as live above may have reached the tables since, and be live no longer.
        var known = tasks.Select(task => task.Id).ToHashSet();
        tasks.AddRange((await WithoutLiveAsync(queue, page, cancellationToken)).Where(task => !known.Contains(task.Id)));
        var isEnd = finished.Count <= page.Length;
        var next = isEnd ? null : HistoryPrefix + (page.Length > 0 ? page[^1].Position : long.MaxValue).ToString(CultureInfo.InvariantCulture);
        return new TaskPage(tasks, next);
    }

    /// <summary>Merges a page of live tasks and one of finished tasks, both after the same place.</summary>
    private static async Task<TaskPage> ReadSortedAsync(HostedQueue queue, ListTasks query, CancellationToken cancellationToken)
    {
        var after = query.Cursor is { } cursor ? TaskSortKey.Parse(cursor) : default(TaskSortKey?);
        var live = await queue.AskAsync<TaskPage>(query, cancellationToken);
        var finished = await queue.History.ListSortedAsync(after, query.PageSize + 1, query, cancellationToken);
        var known = live.Tasks.Select(task => task.Id).ToHashSet();
        var order = query.IsDescending ? Descending : Ascending;
        var sorted = live.Tasks
            .Concat((await WithoutLiveAsync(queue, finished, cancellationToken)).Where(task => !known.Contains(task.Id)))
            .OrderBy(task => TaskSortKey.Of(query.Sort, task), order)
            .ToArray();
        if (finished.Count > query.PageSize)
        {
            // What sorts after the last row that was read may come after rows that were not.
            var last = TaskSortKey.Of(query.Sort, finished[^1].Task);
            sorted = [.. sorted.TakeWhile(task => order.Compare(TaskSortKey.Of(query.Sort, task), last) <= 0)];
            if (sorted.Length == 0)
            {
                return new TaskPage([], last.ToString());
            }
        }

        var page = sorted.Take(query.PageSize).ToArray();
        var isEnd = live.NextCursor is null && finished.Count <= query.PageSize && page.Length == sorted.Length;
        return new TaskPage(page, isEnd ? null : TaskSortKey.Of(query.Sort, page[^1]).ToString());
    }

    private static readonly Comparer<TaskSortKey> Ascending = Comparer<TaskSortKey>.Default;

    private static readonly Comparer<TaskSortKey> Descending = Comparer<TaskSortKey>.Create((left, right) => right.CompareTo(left));

    // A task that has just reached the tables may still be live, and one that was retried after it had failed is live again: the queue knows more of both. Asked
    // before the tables are looked at once more: what has left the queue by then stands there as it ended last, and a row that another has taken the place of is old.
    private static async Task<IReadOnlyList<TaskView>> WithoutLiveAsync(
        HostedQueue queue, IReadOnlyList<FinishedTask> finished, CancellationToken cancellationToken)
    {
        if (finished.Count == 0)
        {
            return [];
        }

        TaskId[] ids = [.. finished.Select(task => task.Task.Id)];
        var live = (await queue.AskAsync<LiveTasks>(new FindLiveTasks(ids), cancellationToken)).Ids.ToHashSet();
        var positions = await queue.History.PositionsAsync(ids, cancellationToken);
        return
        [
            .. finished
                .Where(task => !live.Contains(task.Task.Id) && positions.TryGetValue(task.Task.Id, out var position) && position == task.Position)
                .Select(task => task.Task),
        ];
    }

    private static (bool IsHistory, string? Cursor) Parse(string? cursor)
    {
        if (cursor is null)
        {
            return (false, null);
        }

        if (cursor.StartsWith(LivePrefix, StringComparison.Ordinal))
        {
            return (false, cursor[LivePrefix.Length..]);
        }

        return cursor.StartsWith(HistoryPrefix, StringComparison.Ordinal) && long.TryParse(cursor[HistoryPrefix.Length..], CultureInfo.InvariantCulture, out _)
            ? (true, cursor[HistoryPrefix.Length..])
            : throw new ArgumentException($"'{cursor}' is not a cursor of this queue.", nameof(cursor));
    }
}
