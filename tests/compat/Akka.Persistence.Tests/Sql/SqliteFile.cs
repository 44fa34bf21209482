using Microsoft.Data.Sqlite;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>A database file of one test.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("akka-persistence-sql-").FullName;

    public SqliteFile() => Path = System.IO.Path.Combine(_directory, "test.db");

    public string Path { get; }

    public string ConnectionString => $"Data Source={Path}";

    public string Hocon => HoconFor("sql");

    /// <summary>A copy of what the official plug-in wrote.</summary>
    public static SqliteFile Golden()
    {
        var file = new SqliteFile();
        File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "golden", "akka-persistence-sql-1.5.30.sqlite"), file.Path);
        File.SetAttributes(file.Path, FileAttributes.Normal);
        return file;
    }

    public string HoconFor(string name) => $$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.{{name}}"
            {{name}} {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              connection-string = "{{ConnectionString}}"
              provider-name = "SQLite.MS"
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.{{name}}"
            {{name}} {
              class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
              connection-string = "{{ConnectionString}}"
              provider-name = "SQLite.MS"
            }
          }
        }
        """;

    /// <summary>The rows of a query, each as one text.</summary>
    public List<string> Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetValue(i))));
        }

        return rows;
    }

    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Keeps everybody else from writing until it is disposed.</summary>
    public IDisposable HoldWriteLock()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
