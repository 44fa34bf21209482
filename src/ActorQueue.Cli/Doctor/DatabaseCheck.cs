using ActorQueue.Cli.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorQueue.Cli.Doctor;

/// <summary>Whether the data folder's file system carries the database: write, fsync, write-ahead log, read again.</summary>
internal static class DatabaseCheck
{
    public static Check In(string dataDirectory) => new("database", _ => Task.FromResult(Run(dataDirectory)));

    private static CheckResult Run(string dataDirectory)
    {
        var database = QueueHost.DatabasePath(dataDirectory);
        if (DamageOf(database) is { } damage)
        {
            return CheckResult.Fail($"{database} is damaged: {damage}", "restore it from a copy, or move it away and a new one is made");
        }

        var existed = Directory.Exists(dataDirectory);
        var path = Path.Combine(dataDirectory, $"doctor-{Environment.ProcessId}.db");
        try
        {
            Directory.CreateDirectory(dataDirectory);
            var mode = WriteAndReadBack(path);
            return string.Equals(mode, "wal", StringComparison.Ordinal)
                ? CheckResult.Pass($"SQLite {SqliteVersion()} writes, syncs and reads back with a write-ahead log in {dataDirectory}")
                : CheckResult.Fail($"no write-ahead log in {dataDirectory} (journal mode is {mode})", "choose a folder on a local file system with --data DIR");
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            return CheckResult.Fail($"{dataDirectory} cannot be used: {exception.Message}", "choose a folder that can be written with --data DIR");
        }
        finally
        {
            CleanUp(dataDirectory, path, existed);
        }
    }

    /// <summary>What is wrong with the queue's own database; null when nothing is, or when there is none.</summary>
    private static string? DamageOf(string database)
    {
        if (!File.Exists(database))
        {
            return null;
        }

        try
        {
            using var connection = Open(database, SqliteOpenMode.ReadOnly);
            var finding = Query(connection, "PRAGMA quick_check(1)");
            return string.Equals(finding, "ok", StringComparison.Ordinal) ? null : finding.ReplaceLineEndings(" ");
        }
        catch (SqliteException exception)
        {
            return exception.Message;
        }
    }

    private static string WriteAndReadBack(string path)
    {
        string mode;
        using (var connection = Open(path))
        {
            mode = Query(connection, "PRAGMA journal_mode = WAL");
            Query(connection, "PRAGMA synchronous = FULL");
            Query(connection, "CREATE TABLE probe (value INTEGER); INSERT INTO probe VALUES (42)");
        }

        using var again = Open(path);
        return Query(again, "SELECT value FROM probe") == "42" ? mode : throw new IOException("what was written did not come back");
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = mode }.ToString());
        connection.Open();
        return connection;
    }

    private static string SqliteVersion()
    {
        using var connection = Open(":memory:");
        return connection.ServerVersion;
    }

    private static string Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()?.ToString() ?? "";
    }

    private static void CleanUp(string dataDirectory, string path, bool existed)
    {
        try
        {
            foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" })
            {
                File.Delete(path + suffix);
            }

            if (!existed && Directory.Exists(dataDirectory))
            {
                Directory.Delete(dataDirectory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A probe that cannot be deleted in a folder that cannot be written: the check has already said so.
        }
    }
}
