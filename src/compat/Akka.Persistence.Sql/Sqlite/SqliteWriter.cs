using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>
/// The only writer of a database in this process: a thread that takes all jobs that wait, runs them in one transaction and
/// tells their owners after the commit. So commits grow with the load, jobs are served in order, and nothing of this
/// process ever waits for SQLite's write lock.
/// </summary>
internal sealed class SqliteWriter
{
    private readonly string _connectionString;
    private readonly WalCheckpointer? _checkpointer;
    private readonly Thread _thread;

    // Guards the queue and the closing flag; the thread waits on it.
    private readonly object _gate = new();
    private readonly Queue<WriteJob> _queue = new();
    private readonly List<WriteJob> _group = [];
    private SqliteSession? _session;
    private bool _closing;

    public SqliteWriter(string connectionString, bool inMemory)
    {
        _connectionString = connectionString;
        _checkpointer = inMemory ? null : new WalCheckpointer(connectionString);
        _thread = new Thread(Loop) { IsBackground = true, Name = "akka-persistence-sql-writer" };
        _thread.Start();
    }

    /// <summary>Weight at which a transaction is full.</summary>
    public int GroupLimit { get; set; } = 1000;

    public void Enqueue(WriteJob job)
    {
        lock (_gate)
        {
            if (!_closing)
            {
                _queue.Enqueue(job);
                if (_queue.Count == 1)
                {
                    Monitor.Pulse(_gate);
                }

                return;
            }
        }

        job.Failed(new ObjectDisposedException(nameof(SqliteWriter), "The database is closed."));
    }

    /// <summary>Does what waits, then closes the database.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private static void Rollback(SqliteSession session)
    {
        if (raw.sqlite3_get_autocommit(session.Handle) == 0)
        {
            session.Prepare("ROLLBACK").Execute();
        }
    }

    private void Loop()
    {
        while (TakeGroup())
        {
            RunGroup();
            _group.Clear();
            _checkpointer?.RunLastLapIfDue(_session);
        }

        _checkpointer?.Close();
        CloseSession();
    }

    private bool TakeGroup()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_closing)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            var weight = 0;
            while (_queue.TryPeek(out var job) && (weight == 0 || weight + job.Weight <= GroupLimit))
            {
                _group.Add(_queue.Dequeue());
                weight += job.Weight;
            }

            return true;
        }
    }

    private void RunGroup()
    {
        try
        {
            RunTransaction(_group);
        }
        catch (Exception cause) when (_group.Count > 1 && cause is not CommitFailedException)
        {
            // One bad job must not fail the others, so each gets a transaction of its own.
            foreach (var job in _group)
            {
                RunAlone(job);
            }
        }
        catch (Exception cause)
        {
            Fail(_group, cause);
        }
    }

    private void RunAlone(WriteJob job)
    {
        WriteJob[] alone = [job];
        try
        {
            RunTransaction(alone);
        }
        catch (Exception cause)
        {
            Fail(alone, cause);
        }
    }

    private void RunTransaction(IReadOnlyList<WriteJob> jobs)
    {
        var session = _session ??= OpenSession();
        var weight = 0;
        try
        {
            session.Prepare("BEGIN IMMEDIATE").Execute();
            foreach (var job in jobs)
            {
                job.Execute(session);
                weight += job.Weight;
            }
        }
        catch (Exception cause)
        {
            Abandon(session, cause);
            throw;
        }

        try
        {
            session.Prepare("COMMIT").Execute();
        }
        catch (Exception cause)
        {
            // Whether it is on disk is unknown; only a new connection is sure to see what is.
            CloseSession();
            throw new CommitFailedException(cause);
        }

        _checkpointer?.NoteCommit(weight);
        foreach (var job in jobs)
        {
            if (job.Committed())
            {
                Enqueue(job);
            }
        }
    }

    private void Abandon(SqliteSession session, Exception cause)
    {
        try
        {
            Rollback(session);
        }
        catch (SqliteException)
        {
            CloseSession();
            return;
        }

        if (cause is SqliteException { SqliteErrorCode: not raw.SQLITE_CONSTRAINT })
        {
            CloseSession();
        }
    }

    private static void Fail(IReadOnlyList<WriteJob> jobs, Exception cause)
    {
        var shown = cause is CommitFailedException { InnerException: { } inner } ? inner : cause;
        foreach (var job in jobs)
        {
            job.Failed(shown);
        }
    }

    private SqliteSession OpenSession()
    {
        var session = SqliteSession.Open(_connectionString);
        try
        {
            if (_checkpointer is not null)
            {
                // An acknowledged event is on disk: the log is flushed at each commit.
                session.Run("PRAGMA journal_mode=WAL");
                session.Run("PRAGMA synchronous=FULL");
                session.Run($"PRAGMA wal_autocheckpoint={WalCheckpointer.LastResortPages}");
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void CloseSession()
    {
        _session?.Dispose();
        _session = null;
    }

    private sealed class CommitFailedException(Exception cause) : Exception("The commit failed.", cause);
}
