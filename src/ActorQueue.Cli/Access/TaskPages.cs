using System.Globalization;
using System.Runtime.CompilerServices;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;

namespace ActorQueue.Cli.Access;

/// <summary>Listings, which come in pages.</summary>
internal static class TaskPages
{
    /// <summary>The first tasks of a listing, and where it goes on.</summary>
    /// <param name="query">Filter and sort, each as <c>&amp;name=value</c>.</param>
    public static async Task<TaskPage> ReadAsync(ApiClient api, string query, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var tasks = new List<TaskView>();
        do
        {
            var page = await ReadPageAsync(api, query, Math.Min(limit - tasks.Count, ListTasks.MaxPageSize), cursor, cancellationToken);
            tasks.AddRange(page.Tasks);
            cursor = page.NextCursor;
        }
        while (cursor is not null && tasks.Count < limit);
        return new TaskPage(tasks, cursor);
    }

    /// <summary>All tasks of a listing, a page in memory at a time.</summary>
    public static async IAsyncEnumerable<TaskView> ReadAllAsync(ApiClient api, string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await ReadPageAsync(api, query, ListTasks.MaxPageSize, cursor, cancellationToken);
            foreach (var task in page.Tasks)
            {
                yield return task;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static Task<TaskPage> ReadPageAsync(ApiClient api, string query, int size, string? cursor, CancellationToken cancellationToken)
    {
        var from = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
        return api.GetAsync($"tasks?limit={size.ToString(CultureInfo.InvariantCulture)}{from}{query}", ApiJson.Default.TaskPage, cancellationToken);
    }
}
