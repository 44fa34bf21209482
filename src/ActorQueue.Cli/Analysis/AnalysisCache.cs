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
        """;

    private const string FindFileSql = """
        SELECT f.task_id, f.attempts, r.result FROM analysis_file f
        JOIN analysis_result r ON r.content_hash = f.content_hash AND r.analyzer_version = $version
        WHERE f.path = $path AND f.size_bytes = $size AND f.modified_at = $modified
        """;

    private const string FindResultSql = "SELECT result FROM analysis_result WHERE content_hash = $hash AND analyzer_version = $version";

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

    private AnalysisCache(SqliteConnection connection, string analyzerVersion, TimeProvider time) =>
        (_connection, _analyzerVersion, _time) = (connection, analyzerVersion, time);

    /// <summary>Opens the tables in the queue's database, and makes them when absent.</summary>
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

    /// <summary>The result of a file whose path, size and time are those of a measured one; null when it must be measured.</summary>
    public CachedFile? FindFile(AudioFile file)
    {
        lock (_gate)
        {
            using var command = Command(FindFileSql, ("$path", file.Path.Bytes.ToArray()), ("$size", file.Facts.SizeBytes), ("$modified", file.Facts.ModifiedAtNanoseconds));
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
    public byte[]? FindResult(byte[] contentHash)
    {
        lock (_gate)
        {
            using var command = Command(FindResultSql, ("$hash", contentHash));
            return command.ExecuteScalar() is string result ? System.Text.Encoding.UTF8.GetBytes(result) : null;
        }
    }

    /// <summary>Keeps a result under its content.</summary>
    /// <param name="file">The measured file as it was before and after measuring; null when it changed meanwhile, so that its path proves nothing.</param>
    public void Store(byte[] contentHash, ReadOnlySpan<byte> result, AudioFile? file, TaskId taskId, int attempts)
    {
        var text = System.Text.Encoding.UTF8.GetString(result);
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            Execute(StoreResultSql, ("$hash", contentHash), ("$result", text));
            if (file is not null)
            {
                Execute(
                    StoreFileSql, ("$path", file.Path.Bytes.ToArray()), ("$size", file.Facts.SizeBytes), ("$modified", file.Facts.ModifiedAtNanoseconds),
                    ("$hash", contentHash), ("$task", taskId.ToString()), ("$attempts", attempts), ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()));
            }

            transaction.Commit();
        }
    }

    /// <summary>Forgets results of other analyzer versions, results without a file, and files beyond the bound, those measured longest ago first.</summary>
    public void Prune(int maxFiles = MaxFiles)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            Execute(PruneFilesSql, ("$keep", maxFiles));
            Execute(PruneResultsSql);
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
