using System.Globalization;
using ActorQueue.Contracts;

namespace ActorQueue.Hosting;

/// <summary>Joins the live tasks, which the queue lists, and the finished ones, which stand in tables, into one sequence of pages.</summary>
internal static class TaskListing
{
    private const string LivePrefix = "live:";
    private const string HistoryPrefix = "history:";

    public static async Task<TaskPage> ReadAsync(ActorQueueHost host, ListTasks query, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(query.PageSize, 1, ListTasks.MaxPageSize);
        var (isHistory, cursor) = Parse(query.Cursor);
        List<TaskView> tasks = [];
        if (!isHistory)
        {
            var live = await host.AskAsync<TaskPage>(query with { PageSize = size, Cursor = cursor }, cancellationToken);
            tasks.AddRange(live.Tasks);
            if (live.NextCursor is not null)
            {
                return new TaskPage(tasks, LivePrefix + live.NextCursor);
            }

            cursor = null;
        }

        var before = cursor is null ? long.MaxValue : long.Parse(cursor, CultureInfo.InvariantCulture);
        var finished = await host.History.ListAsync(before, size - tasks.Count + 1, query.Status, query.Kind, cancellationToken);
        var page = finished.Take(size - tasks.Count).ToArray();

        // A task that has just reached the tables may still be among the live ones.
        var known = tasks.Select(task => task.Id).ToHashSet();
        tasks.AddRange(page.Select(task => task.Task).Where(task => !known.Contains(task.Id)));
        var isEnd = finished.Count <= page.Length;
        var next = isEnd ? null : HistoryPrefix + (page.Length > 0 ? page[^1].Position : long.MaxValue).ToString(CultureInfo.InvariantCulture);
        return new TaskPage(tasks, next);
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
