using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Benchmarks;

/// <summary>What some tasks took.</summary>
internal readonly record struct Cost(TimeSpan Elapsed, TimeSpan Cpu);

/// <summary>
/// What the disk and the format alone allow: the three events that a task's life has, encoded as the queue does and written one row a commit, with nothing
/// around it. No queue that journals like ours can be faster.
/// </summary>
internal sealed class JournalLoop : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorqueue-benchmarks-");
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private long _sequenceNumber;

    public JournalLoop()
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "journal.db")};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
        Run("CREATE TABLE journal (sequence_number INTEGER PRIMARY KEY, message BLOB NOT NULL)");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO journal VALUES ($number, $message)";
        _insert.Parameters.Add("$number", SqliteType.Integer);
        _insert.Parameters.Add("$message", SqliteType.Blob);
        _insert.Prepare();
    }

    /// <summary>Journals that many tasks, so many in each commit.</summary>
    public Cost Write(int tasks, int tasksPerCommit)
    {
        // Made before the clock starts: a client makes its tasks, the journal encodes and writes them.
        var events = EventsOf(tasksPerCommit);
        var (start, cpu) = (Measure.Now, Measure.CpuTime);
        var written = 0;
        for (; written < tasks; written += tasksPerCommit)
        {
            _sequenceNumber++;
            _insert.Parameters[0].Value = _sequenceNumber;
            _insert.Parameters[1].Value = EventCodec.Encode((_sequenceNumber * events.Count) + 1, events);
            _insert.ExecuteNonQuery();
        }

        // The last commit may carry more than was asked for.
        var share = (double)tasks / written;
        return new Cost(Measure.Since(start) * share, (Measure.CpuTime - cpu) * share);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }

    private static List<QueueEvent> EventsOf(int tasks)
    {
        List<QueueEvent> events = [];
        for (var i = 0; i < tasks; i++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var task = NoOpTasks.Create();
            events.Add(new TaskEnqueued(now, task.Id, task.Kind, task.Priority, null, TaskBody.Pack(task)));
            events.Add(new AttemptStarted(now, task.Id, 1, "local", TimeSpan.FromMinutes(5), IsAlone: false));
            events.Add(new TaskCompleted(now, task.Id, 1, ReadOnlyMemory<byte>.Empty));
        }

        return events;
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
