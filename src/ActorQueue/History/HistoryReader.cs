using ActorQueue.Contracts;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ActorQueue.History;

/// <summary>The read side of one queue's history. Safe for any number of callers: each query has a pooled connection of its own and never waits for the writer (WAL).</summary>
internal sealed class HistoryReader(string connectionString, string queueName)
{
    private const string Columns = """
        position AS Position, task_id AS TaskId, kind AS Kind, name AS Name, status AS Status, priority AS Priority, attempts AS Attempts,
        worker_id AS WorkerId, created_at AS CreatedAt, started_at AS StartedAt, completed_at AS CompletedAt, error_code AS ErrorCode,
        error_message AS ErrorMessage, result AS Result, description AS Description, tags AS Tags
        """;

    private const string FindById = $"SELECT {Columns} FROM task_history WHERE queue = @Queue AND task_id = @Key";

    private const string NewestFirst = $"""
        SELECT {Columns} FROM task_history
        WHERE queue = @Queue AND position < @Before AND (@Status IS NULL OR status = @Status) AND (@Kind IS NULL OR kind = @Kind)
        ORDER BY position DESC LIMIT @Count
        """;

    /// <summary>One finished task, or null.</summary>
    public async Task<TaskView?> FindAsync(TaskId id, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<HistoryRow>(
            new CommandDefinition(FindById, new { Queue = queueName, Key = HistoryRow.Key(id) }, cancellationToken: cancellationToken));
        return row?.ToView();
    }

    /// <summary>Finished tasks before a position, the newest first.</summary>
    public async Task<IReadOnlyList<FinishedTask>> ListAsync(
        long before, int count, QueueTaskStatus? status, string? kind, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<HistoryRow>(new CommandDefinition(
            NewestFirst,
            new { Queue = queueName, Before = before, Count = count, Status = status?.ToWord(), Kind = kind },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => new FinishedTask(row.Position, row.ToView()))];
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
