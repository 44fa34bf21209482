using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ActorQueue.History;

/// <summary>The read side of one queue's history, and what clients delete from it. Safe for any number of callers: each query has a pooled connection of its own and never waits for the writer (WAL).</summary>
internal sealed class HistoryReader(string connectionString, string queueName, DataCipher cipher)
{
    private const string Columns = """
        position AS Position, task_id AS TaskId, kind AS Kind, name AS Name, status AS Status, priority AS Priority, attempts AS Attempts,
        worker_id AS WorkerId, created_at AS CreatedAt, started_at AS StartedAt, completed_at AS CompletedAt, error_code AS ErrorCode,
        error_message AS ErrorMessage, result AS Result, description AS Description, tags AS Tags,
        batch_id AS BatchId, parent_id AS ParentId, parent_batch_id AS ParentBatchId, schedule_id AS ScheduleId,
        run AS Run, errors AS Errors, sealed AS Sealed
        """;

    // With what only another run needs: bodies may be large.
    private const string FindEndedById = $"SELECT {Columns}, last_attempt AS LastAttempt, body AS Body FROM task_history WHERE queue = @Queue AND task_id = @Key";

    private const string FindPositions = "SELECT task_id AS TaskId, position AS Position FROM task_history WHERE queue = @Queue AND task_id IN @Keys";

    private const string FindLastAttempt =
        "SELECT worker_id AS WorkerId, last_attempt AS LastAttempt, status AS Status FROM task_history WHERE queue = @Queue AND task_id = @Key";

    private const string FindById = $"SELECT {Columns} FROM task_history WHERE queue = @Queue AND task_id = @Key";

    // A deletion holds the write lock that commits need too, so it goes in chunks.
    private const int DeletionChunk = 500;

    /// <summary>One finished task, or null.</summary>
    public async Task<TaskView?> FindAsync(TaskId id, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<HistoryRow>(
            new CommandDefinition(FindById, new { Queue = queueName, Key = HistoryRow.Key(id) }, cancellationToken: cancellationToken));
        return row?.ToView(cipher);
    }

    /// <summary>One finished task with what another run needs; null when it is not there or that was not kept.</summary>
    public async Task<EndedTask?> FindEndedAsync(TaskId id, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<HistoryRow>(
            new CommandDefinition(FindEndedById, new { Queue = queueName, Key = HistoryRow.Key(id) }, cancellationToken: cancellationToken));
        return row?.ToEndedTask(cipher);
    }

    /// <summary>Who ran the last attempt of a finished task, and its number; null when it is not there.</summary>
    public async Task<(string? WorkerId, int Attempt, QueueTaskStatus Status)?> FindLastAttemptAsync(TaskId id, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<HistoryRow>(
            new CommandDefinition(FindLastAttempt, new { Queue = queueName, Key = HistoryRow.Key(id) }, cancellationToken: cancellationToken));
        return row is { LastAttempt: { } attempt } ? (row.WorkerId, (int)attempt, row.ReadStatus()) : null;
    }

    /// <summary>Where tasks stand in the order of ends now; a task that is not there has none.</summary>
    public async Task<Dictionary<TaskId, long>> PositionsAsync(IReadOnlyCollection<TaskId> ids, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<HistoryRow>(
            new CommandDefinition(FindPositions, new { Queue = queueName, Keys = ids.Select(HistoryRow.Key) }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => new TaskId(new Guid(row.TaskId, bigEndian: true)), row => row.Position);
    }

    /// <summary>Finished tasks before a position, the newest first.</summary>
    public Task<IReadOnlyList<FinishedTask>> ListAsync(long before, int count, ListTasks query, CancellationToken cancellationToken) => QueryAsync(
        new HistoryFilter(queueName, query.Filter, query.Status, query.Kind).And("position < @Before", "Before", before),
        "position DESC",
        count,
        cancellationToken);

    /// <summary>Finished tasks after a place in a sorted listing.</summary>
    public Task<IReadOnlyList<FinishedTask>> ListSortedAsync(TaskSortKey? after, int count, ListTasks query, CancellationToken cancellationToken)
    {
        var column = query.Sort switch
        {
            TaskSort.Created => "created_at",
            TaskSort.Ended => "completed_at",
            TaskSort.Priority => "priority",
            TaskSort.Attempts => "attempts",
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.Sort, "Not a sort."),
        };
        var (comparison, direction) = query.IsDescending ? ("<", "DESC") : (">", "ASC");
        var filter = new HistoryFilter(queueName, query.Filter, query.Status, query.Kind);
        if (after is { } key)
        {
            filter.And($"({column}, task_id) {comparison} (@AfterValue, @AfterId)", "AfterValue", key.Value);
            filter.Parameters.Add("AfterId", HistoryRow.Key(key.Id));
        }

        return QueryAsync(filter, $"{column} {direction}, task_id {direction}", count, cancellationToken);
    }

    /// <summary>Deletes the finished tasks that fit, except those that live again; returns how many went.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="findLiveAsync">Says which of some tasks the queue holds: their rows tell of an earlier run.</param>
    /// <param name="cancellationToken">Ends it between two chunks.</param>
    public async Task<int> DeleteAsync(
        TaskFilter filter, Func<IReadOnlyList<TaskId>, Task<IReadOnlyList<TaskId>>> findLiveAsync, CancellationToken cancellationToken)
    {
        var condition = new HistoryFilter(queueName, filter).And("position > @After", "After", 0L);
        var select = $"SELECT position AS Position, task_id AS TaskId FROM task_history WHERE {condition.Condition} ORDER BY position LIMIT {DeletionChunk}";
        await using var connection = await OpenAsync(cancellationToken);
        var deleted = 0;
        while (true)
        {
            var rows = (await connection.QueryAsync<(long Position, byte[] TaskId)>(
                new CommandDefinition(select, condition.Parameters, cancellationToken: cancellationToken))).AsList();
            if (rows.Count == 0)
            {
                return deleted;
            }

            var ids = rows.ConvertAll(row => new TaskId(new Guid(row.TaskId, bigEndian: true)));
            var live = (await findLiveAsync(ids)).ToHashSet();
            var positions = rows.Where((_, i) => !live.Contains(ids[i])).Select(row => row.Position).ToArray();
            deleted += await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM task_history WHERE queue = @Queue AND position IN @Positions", new { Queue = queueName, Positions = positions }, cancellationToken: cancellationToken));
            condition.Parameters.Add("After", rows[^1].Position);
        }
    }

    private async Task<IReadOnlyList<FinishedTask>> QueryAsync(HistoryFilter filter, string order, int count, CancellationToken cancellationToken)
    {
        filter.Parameters.Add("Count", count);
        await using var connection = await OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<HistoryRow>(new CommandDefinition(
            $"SELECT {Columns} FROM task_history WHERE {filter.Condition} ORDER BY {order} LIMIT @Count",
            filter.Parameters,
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => new FinishedTask(row.Position, row.ToView(cipher)))];
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
