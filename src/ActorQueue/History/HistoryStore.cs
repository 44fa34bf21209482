using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ActorQueue.History;

/// <summary>The write side of the history: finished tasks in tables, with the position up to which they are there in the same transaction.</summary>
/// <remarks>One instance, one connection, one thread at a time. Readers have connections of their own (<see cref="HistoryReader"/>).</remarks>
internal sealed class HistoryStore : IDisposable
{
    // One position is one event, so a replayed row meets itself; the id catches a retried dead letter's next run.
    private const string Upsert = """
        INSERT OR REPLACE INTO task_history
          (queue, position, task_id, kind, name, status, priority, attempts, worker_id, created_at, started_at, completed_at, error_code, error_message, result, description, tags,
           batch_id, parent_id, parent_batch_id, run, last_attempt, errors, body, sealed, schedule_id)
        VALUES
          (@Queue, @Position, @TaskId, @Kind, @Name, @Status, @Priority, @Attempts, @WorkerId, @CreatedAt, @StartedAt, @CompletedAt, @ErrorCode, @ErrorMessage, @Result, @Description, @Tags,
           @BatchId, @ParentId, @ParentBatchId, @Run, @LastAttempt, @Errors, @Body, @Sealed, @ScheduleId)
        """;

    private const string SaveOffset = """
        INSERT INTO history_offset (queue, position) VALUES (@Queue, @Position)
        ON CONFLICT (queue) DO UPDATE SET position = max(position, excluded.position)
        """;

    private const string AddQueueName = "INSERT OR IGNORE INTO history_offset (queue, position) VALUES (@Queue, 0)";

    // The plus keeps the planner from looking through all of a queue's rows by the index that begins with its name.
    private const string DeleteOld = """
        DELETE FROM task_history WHERE rowid IN (SELECT rowid FROM task_history WHERE completed_at < @Before AND +queue = @Queue LIMIT @Chunk)
        """;

    // A deletion holds the write lock that commits need too, so it goes in chunks.
    private const string DeleteExcess = """
        DELETE FROM task_history WHERE rowid IN (
          SELECT rowid FROM task_history WHERE +queue = @Queue
          ORDER BY completed_at, position LIMIT max(0, min(@Chunk, (SELECT count(*) FROM task_history WHERE queue = @Queue) - @MaxRows)))
        """;

    private const int SweepChunk = 1000;

    private readonly SqliteConnection _connection;
    private readonly HistoryInsert _insert;

    private HistoryStore(SqliteConnection connection, DataCipher cipher)
    {
        _connection = connection;
        _insert = new HistoryInsert(connection, Upsert, cipher);
    }

    public static HistoryStore Open(string connectionString, DataCipher cipher)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();

            // No fsync of its own: the journal's next commit, FinishedArchived at the latest, syncs the log that both share. Until that is on disk the
            // queue keeps the tasks and would send them again.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            HistorySchema.Migrate(connection);
            return new HistoryStore(connection, cipher);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The position up to which finished tasks are in the tables; 0 when none is.</summary>
    public long ReadOffset(string queue) =>
        _connection.ExecuteScalar<long?>("SELECT position FROM history_offset WHERE queue = @queue", new { queue }) ?? 0;

    /// <summary>Remembers that there is a queue of this name, before anything of it has finished.</summary>
    public void AddQueue(string queue) => _connection.Execute(AddQueueName, new { Queue = queue });

    /// <summary>Every queue that there ever was in this database.</summary>
    public IReadOnlyList<string> Queues() => [.. _connection.Query<string>("SELECT queue FROM history_offset ORDER BY queue")];

    /// <summary>Writes finished tasks and the position reached, all or nothing. Writing the same again changes nothing.</summary>
    public void Write(string queue, long upToPosition, IReadOnlyList<FinishedTask> tasks)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Run(queue, tasks, transaction);
        _connection.Execute(SaveOffset, new { Queue = queue, Position = upToPosition }, transaction);
        transaction.Commit();
    }

    /// <summary>Deletes what a queue has that is older than the retention or beyond the row limit; returns how many rows went.</summary>
    public int Sweep(string queue, DateTimeOffset before, long maxRows)
    {
        var deleted = 0;
        int chunk;
        do
        {
            chunk = _connection.Execute(DeleteOld, new { Queue = queue, Before = before.ToUnixTimeMilliseconds(), Chunk = SweepChunk })
                + _connection.Execute(DeleteExcess, new { Queue = queue, MaxRows = maxRows, Chunk = SweepChunk });
            deleted += chunk;
        }
        while (chunk > 0);
        return deleted;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}

/// <summary>A task that has its final status, and the position of the event that gave it.</summary>
internal sealed record FinishedTask(long Position, TaskView Task)
{
    /// <summary>The number of its last attempt over all runs; another run goes on from it.</summary>
    public int LastAttempt { get; init; }

    /// <summary>Its description; null where it is not kept, since a completed task gets no other run.</summary>
    public TaskBody? Body { get; init; }
}
