using ActorQueue.Cli.Discovery;
using ActorQueue.Contracts;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Cli.Analysis;

/// <summary>A file measured before and not changed since.</summary>
internal sealed record CachedFile(TaskId? TaskId, int Attempts, byte[] Result);

/// <summary>
/// Results of finished files, in tables of their own beside the queue's. A result belongs to content and analyzer version, so moved and copied files
/// are known too; a file's row says which content its path, size and time stood for. Only a shortcut: losing it costs work, never a result.
/// </summary>
internal sealed class AnalysisCache : IDisposable
{
    /// <summary>Rows of files kept at most; those measured longest ago go first.</summary>
    public const int MaxFiles = 1_000_000;

    /// <summary>Files whose series are kept at most, since each takes up to 200 kB; those measured longest ago go first.</summary>
    public const int MaxSeries = 20_000;

    // A host never ends its run: now and then it looks after the bound itself.
    private const int StoresBetweenPrunes = 1000;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS analysis_result (
            content_hash BLOB NOT NULL,
            analyzer_version TEXT NOT NULL,
            result TEXT NOT NULL,
            PRIMARY KEY (content_hash, analyzer_version)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS analysis_file (
            path BLOB NOT NULL PRIMARY KEY,
            size_bytes INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            content_hash BLOB NOT NULL,
            task_id TEXT,
            attempts INTEGER NOT NULL,
            measured_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS analysis_file_content ON analysis_file (content_hash);
        CREATE TABLE IF NOT EXISTS analysis_series (
            content_hash BLOB NOT NULL,
            analyzer_version TEXT NOT NULL,
            series BLOB NOT NULL,
            UNIQUE (content_hash, analyzer_version)
        );
        """;

    private const string FindFileSql = """
        SELECT f.task_id, f.attempts, r.result FROM analysis_file f
        JOIN analysis_result r ON r.content_hash = f.content_hash AND r.analyzer_version = $version
        WHERE f.path = $path AND f.size_bytes = $size AND f.modified_at = $modified
            AND (NOT $series OR EXISTS (SELECT 1 FROM analysis_series s WHERE s.content_hash = f.content_hash AND s.analyzer_version = $version))
        """;

    private const string FindResultSql = """
        SELECT result FROM analysis_result WHERE content_hash = $hash AND analyzer_version = $version
            AND (NOT $series OR EXISTS (SELECT 1 FROM analysis_series s WHERE s.content_hash = $hash AND s.analyzer_version = $version))
        """;

    private const string FindSeriesSql = """
        SELECT s.series FROM analysis_file f
        JOIN analysis_series s ON s.content_hash = f.content_hash AND s.analyzer_version = $version
        WHERE f.path = $path AND f.size_bytes = $size AND f.modified_at = $modified
        """;

    private const string StoreSeriesSql = """
        INSERT INTO analysis_series (content_hash, analyzer_version, series) VALUES ($hash, $version, $content)
        ON CONFLICT DO UPDATE SET series = excluded.series
        """;

    private const string PruneSeriesSql = """
        DELETE FROM analysis_series WHERE analyzer_version <> $version
            OR content_hash NOT IN (SELECT content_hash FROM analysis_file ORDER BY measured_at DESC LIMIT $keep)
        """;

    private const string StoreResultSql = """
        INSERT INTO analysis_result (content_hash, analyzer_version, result) VALUES ($hash, $version, $result)
        ON CONFLICT DO UPDATE SET result = excluded.result
        """;

    private const string StoreFileSql = """
        INSERT INTO analysis_file (path, size_bytes, modified_at, content_hash, task_id, attempts, measured_at)
        VALUES ($path, $size, $modified, $hash, $task, $attempts, $now)
        ON CONFLICT DO UPDATE SET size_bytes = excluded.size_bytes, modified_at = excluded.modified_at, content_hash = excluded.content_hash,
            task_id = excluded.task_id, attempts = excluded.attempts, measured_at = excluded.measured_at
        """;

    private const string PruneFilesSql = """
        DELETE FROM analysis_file WHERE path IN
            (SELECT path FROM analysis_file ORDER BY measured_at DESC LIMIT -1 OFFSET $keep)
        """;

    private const string PruneResultsSql = """
        DELETE FROM analysis_result WHERE analyzer_version <> $version
            OR NOT EXISTS (SELECT 1 FROM analysis_file f WHERE f.content_hash = analysis_result.content_hash)
        """;

    // Processors on several threads share the connection: SQLite has one writer anyway, and this one must not lock out the queue's.
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly string _analyzerVersion;
    private readonly TimeProvider _time;
    private int _storesSincePrune;

    private AnalysisCache(SqliteConnection connection, string analyzerVersion, TimeProvider time) =>
        (_connection, _analyzerVersion, _time) = (connection, analyzerVersion, time);

    /// <summary>Opens the tables in the queue's database, and makes them when absent.</summary>
    /// <param name="databasePath">The queue's database; empty for tables of its own that are gone when it is closed.</param>
    /// <param name="analyzerVersion">Whose results count.</param>
    /// <param name="time">When a file was measured.</param>
    public static AnalysisCache Open(string databasePath, string analyzerVersion, TimeProvider time)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = databasePath, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            var cache = new AnalysisCache(connection, analyzerVersion, time);
            // NORMAL: an entry that a power cut takes is measured again; the queue's own facts are on FULL.
            cache.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            cache.Execute(Schema);
            return cache;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the tables of a queue that another process runs, only to read.</summary>
    public static AnalysisCache OpenToRead(string databasePath, string analyzerVersion, TimeProvider time)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = databasePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            return new AnalysisCache(connection, analyzerVersion, time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The result of a file whose path, size and time are those of a measured one; null when it must be measured.</summary>
    /// <param name="file">The file as it is now.</param>
    /// <param name="withSeries">Whether a result without its series is none.</param>
    public CachedFile? FindFile(AudioFile file, bool withSeries = false)
    {
        lock (_gate)
        {
            using var command = Command(FindFileSql, [.. FileParameters(file), ("$series", withSeries)]);
            using var reader = command.ExecuteReader();
            if (!reader.Read())
            {
                return null;
            }

            TaskId? taskId = !reader.IsDBNull(0) && TaskId.TryParse(reader.GetString(0), out var id) ? id : null;
            return new CachedFile(taskId, reader.GetInt32(1), System.Text.Encoding.UTF8.GetBytes(reader.GetString(2)));
        }
    }

    /// <summary>The result of the same content under any name.</summary>
    public byte[]? FindResult(byte[] contentHash, bool withSeries = false)
    {
        lock (_gate)
        {
            using var command = Command(FindResultSql, ("$hash", contentHash), ("$series", withSeries));
            return command.ExecuteScalar() is string result ? System.Text.Encoding.UTF8.GetBytes(result) : null;
        }
    }

    /// <summary>The series of a file whose path, size and time are those of a measured one; null when there is none, empty when it has none.</summary>
    public byte[]? FindSeries(AudioFile file)
    {
        lock (_gate)
        {
            using var command = Command(FindSeriesSql, FileParameters(file));
            return command.ExecuteScalar() as byte[];
        }
    }

    /// <summary>Keeps a result under its content.</summary>
    /// <param name="contentHash">The content.</param>
    /// <param name="measured">Its result; a series that it doesn't have leaves the one that is kept.</param>
    /// <param name="file">The measured file as it was before and after measuring; null when it changed meanwhile, so that its path proves nothing.</param>
    /// <param name="taskId">The task that measured it.</param>
    /// <param name="attempts">In how many attempts.</param>
    public void Store(byte[] contentHash, MeasuredFile measured, AudioFile? file, TaskId taskId, int attempts)
    {
        var text = System.Text.Encoding.UTF8.GetString(measured.Report);
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            Execute(StoreResultSql, ("$hash", contentHash), ("$result", text));
            if (measured.Series is { } series)
            {
                Execute(StoreSeriesSql, ("$hash", contentHash), ("$content", series));
            }

            if (file is not null)
            {
                Execute(
                    StoreFileSql,
                    [.. FileParameters(file), ("$hash", contentHash), ("$task", taskId.ToString()), ("$attempts", attempts), ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds())]);
            }

            if (measured.Series is not null && ++_storesSincePrune == StoresBetweenPrunes)
            {
                _storesSincePrune = 0;
                Execute(PruneSeriesSql, ("$keep", MaxSeries));
            }

            transaction.Commit();
        }
    }

    /// <summary>Forgets results of other analyzer versions, results without a file, and files and series beyond their bounds, those measured longest ago first.</summary>
    public void Prune(int maxFiles = MaxFiles, int maxSeries = MaxSeries)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            Execute(PruneFilesSql, ("$keep", maxFiles));
            Execute(PruneResultsSql);
            Execute(PruneSeriesSql, ("$keep", maxSeries));
            transaction.Commit();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    private static (string Name, object Value)[] FileParameters(AudioFile file) =>
        [("$path", file.Path.Bytes.ToArray()), ("$size", file.Facts.SizeBytes), ("$modified", file.Facts.ModifiedAtNanoseconds)];

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of this file's constants; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$version", _analyzerVersion);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
