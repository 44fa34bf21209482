using ActorQueue.Contracts;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ActorQueue.History;

/// <summary>The history tables in SQLite. Migrations are numbered and only ever appended.</summary>
internal static class HistorySchema
{
    private const string Component = "history";

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE task_history (
          position INTEGER PRIMARY KEY,
          task_id BLOB NOT NULL UNIQUE,
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          status TEXT NOT NULL,
          priority INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          worker_id TEXT,
          created_at INTEGER NOT NULL,
          started_at INTEGER,
          completed_at INTEGER NOT NULL,
          error_code TEXT,
          error_message TEXT,
          result BLOB,
          description TEXT,
          tags TEXT
        ) STRICT;
        CREATE INDEX task_history_status ON task_history (status, position);
        CREATE INDEX task_history_kind ON task_history (kind, position);
        CREATE INDEX task_history_completed ON task_history (completed_at);
        CREATE TABLE history_offset (queue TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """,

        // Positions count per queue: with the position alone as the key, a second queue in the same database wrote over the tasks of the first.
        """
        ALTER TABLE task_history RENAME TO task_history_1;
        DROP INDEX task_history_status;
        DROP INDEX task_history_kind;
        DROP INDEX task_history_completed;
        CREATE TABLE task_history (
          queue TEXT NOT NULL,
          position INTEGER NOT NULL,
          task_id BLOB NOT NULL,
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          status TEXT NOT NULL,
          priority INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          worker_id TEXT,
          created_at INTEGER NOT NULL,
          started_at INTEGER,
          completed_at INTEGER NOT NULL,
          error_code TEXT,
          error_message TEXT,
          result BLOB,
          description TEXT,
          tags TEXT,
          UNIQUE (queue, position),
          UNIQUE (queue, task_id)
        ) STRICT;
        INSERT INTO task_history
          SELECT coalesce((SELECT queue FROM history_offset ORDER BY position DESC LIMIT 1), 'default'), * FROM task_history_1;
        DROP TABLE task_history_1;
        CREATE INDEX task_history_status ON task_history (queue, status, position);
        CREATE INDEX task_history_kind ON task_history (queue, kind, position);
        CREATE INDEX task_history_completed ON task_history (completed_at);
        """,

        """
        ALTER TABLE task_history ADD COLUMN batch_id BLOB;
        ALTER TABLE task_history ADD COLUMN parent_id BLOB;
        ALTER TABLE task_history ADD COLUMN parent_batch_id BLOB;
        CREATE INDEX task_history_batch ON task_history (queue, batch_id, position) WHERE batch_id IS NOT NULL;
        """,

        // What another run of a dead letter needs, and what is searched for among them.
        """
        ALTER TABLE task_history ADD COLUMN run INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE task_history ADD COLUMN last_attempt INTEGER;
        ALTER TABLE task_history ADD COLUMN errors TEXT;
        ALTER TABLE task_history ADD COLUMN body BLOB;
        CREATE INDEX task_history_error ON task_history (queue, error_code, position) WHERE error_code IS NOT NULL;
        """,

        // Whether result and body are encrypted.
        "ALTER TABLE task_history ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;",

        "ALTER TABLE task_history ADD COLUMN schedule_id TEXT;",
    ];

    /// <summary>Brings the tables to this version; refuses those of a newer one.</summary>
    public static void Migrate(SqliteConnection connection)
    {
        connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (component TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID");
        var version = connection.ExecuteScalar<int?>("SELECT version FROM schema_version WHERE component = @Component", new { Component }) ?? 0;
        if (version > Migrations.Length)
        {
            throw new QueueException($"The history tables have version {version}, made by a newer release; this one knows up to {Migrations.Length}.");
        }

        for (; version < Migrations.Length; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Migrations[version], transaction: transaction);
            connection.Execute(
                "INSERT INTO schema_version (component, version) VALUES (@Component, @Version) ON CONFLICT (component) DO UPDATE SET version = excluded.version",
                new { Component, Version = version + 1 },
                transaction);
            transaction.Commit();
        }
    }
}
