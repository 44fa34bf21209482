using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>
/// A database as its users in this process share it: one writer, and a few connections for reading. A journal and a
/// snapshot store with the same connection string are such users. Opened by the first, closed by the last.
/// </summary>
internal sealed class SqliteDatabase
{
    private static readonly Lock OpenDatabasesGate = new();
    private static readonly Dictionary<string, SqliteDatabase> OpenDatabases = new(StringComparer.Ordinal);

    private readonly string _key;
    private readonly string _connectionString;
    private readonly bool _inMemory;
    private readonly SqliteWriter _writer;
    private readonly SemaphoreSlim _readers = new(MaxReaders);

    // Guards the idle sessions and the flag.
    private readonly Lock _gate = new();
    private readonly Stack<SqliteSession> _idle = new();
    private bool _closed;
    private int _users;

    private SqliteDatabase(string key, string connectionString, bool inMemory)
    {
        _key = key;
        _connectionString = connectionString;
        _inMemory = inMemory;
        _writer = new SqliteWriter(connectionString, inMemory);
    }

    /// <summary>Reading is bounded by the processor and the disk, so more readers would only wait for each other.</summary>
    public static int MaxReaders => 3;

    public static SqliteDatabase Acquire(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        var inMemory = builder.Mode == SqliteOpenMode.Memory
            || string.IsNullOrEmpty(builder.DataSource)
            || builder.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
            || builder.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase);
        if (!inMemory && !builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            builder.DataSource = Path.GetFullPath(builder.DataSource);
        }

        // The sessions are kept here; the pool of the ADO.NET layer would keep files open after the last user has gone.
        builder.Pooling = false;
        var key = builder.ToString();
        lock (OpenDatabasesGate)
        {
            if (!OpenDatabases.TryGetValue(key, out var database))
            {
                database = new SqliteDatabase(key, key, inMemory);
                OpenDatabases.Add(key, database);
            }

            database._users++;
            return database;
        }
    }

    public void LimitGroups(int rows) => _writer.GroupLimit = rows;

    public void Release()
    {
        lock (OpenDatabasesGate)
        {
            if (--_users > 0)
            {
                return;
            }

            OpenDatabases.Remove(_key);
        }

        _writer.Close();
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var session))
            {
                session.Dispose();
            }
        }
    }

    public void Enqueue(WriteJob job) => _writer.Enqueue(job);

    /// <summary>Runs in a transaction of the writer; the task ends when it is on disk. The weight is about one for each row.</summary>
    public Task<T> WriteAsync<T>(int weight, Func<SqliteSession, T> execute)
    {
        var job = new SingleWrite<T>(weight, execute);
        _writer.Enqueue(job);
        return job.Task;
    }

    /// <summary>Runs on a thread of the pool, and does not wait for the writer unless the database lives in memory.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read)
    {
        if (_inMemory)
        {
            // Another connection would see another database, or its locks.
            return await WriteAsync(1, read).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        await _readers.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => ReadOnIdleSession(read)).ConfigureAwait(false);
        }
        finally
        {
            _readers.Release();
        }
    }

    private T ReadOnIdleSession<T>(Func<SqliteSession, T> read)
    {
        var session = TakeIdle() ?? SqliteSession.Open(_connectionString);
        try
        {
            var result = read(session);
            if (KeepIdle(session))
            {
                session = null;
            }

            return result;
        }
        finally
        {
            // Not kept: the read failed, or the database was closed meanwhile.
            session?.Dispose();
        }
    }

    private SqliteSession? TakeIdle()
    {
        lock (_gate)
        {
            return _idle.TryPop(out var session) ? session : null;
        }
    }

    private bool KeepIdle(SqliteSession session)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _idle.Push(session);
            return true;
        }
    }
}
