using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database file from a connection and thread of its own, because a checkpoint on the
/// commit path is what a slow commit consists of. Against a writer that never pauses such a checkpoint never reaches the
/// end of the log, and the log would grow; so when it is long, the writer does the short rest between two commits, after
/// which it starts the log anew.
/// </summary>
internal sealed class WalCheckpointer(string connectionString)
{
    /// <summary>SQLite checkpoints in a commit only when the log reaches this length, 256 MiB, against all expectation.</summary>
    public const int LastResortPages = 65_536;

    /// <summary>32 MiB.</summary>
    private const long LongLogPages = 8_192;

    /// <summary>A commit writes about one page for the table and one for each index, a row in a larger one a quarter.</summary>
    private const long PagesPerCommit = 5;

    /// <summary>8 MiB: enough to be worth two flushes.</summary>
    private const long PagesBetweenCheckpoints = 2_048;

    // Guards the connection, and is held during a checkpoint so that closing waits for it.
    private readonly Lock _gate = new();
    private SqliteSession? _session;
    private long _pages;
    private int _running;
    private bool _closed;
    private volatile bool _lastLapDue;

    /// <summary>Called by the writer after each commit.</summary>
    public void NoteCommit(int rows)
    {
        _pages += PagesPerCommit + (rows / 4);
        if (_pages >= PagesBetweenCheckpoints && Interlocked.Exchange(ref _running, 1) == 0)
        {
            _pages = 0;
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Checkpoint(), this, preferLocal: false);
        }
    }

    /// <summary>Called by the writer between two commits.</summary>
    public void RunLastLapIfDue(SqliteSession? writer)
    {
        if (!_lastLapDue || writer is null)
        {
            return;
        }

        _lastLapDue = false;
        try
        {
            _ = Run(writer);
        }
        catch (SqliteException)
        {
            // As below.
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _session?.Dispose();
            _session = null;
        }
    }

    private static long Run(SqliteSession session)
    {
        var statement = session.Prepare("PRAGMA wal_checkpoint(PASSIVE)");
        var pages = statement.Step() ? statement.Int64(1) : 0;
        statement.Reset();
        return pages;
    }

    private void Checkpoint()
    {
        try
        {
            lock (_gate)
            {
                if (!_closed && Run(_session ??= SqliteSession.Open(connectionString)) >= LongLogPages)
                {
                    _lastLapDue = true;
                }
            }
        }
        catch (SqliteException)
        {
            // Nothing is lost: the log stays, and the next checkpoint or SQLite's own at the last resort takes it.
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }
}
