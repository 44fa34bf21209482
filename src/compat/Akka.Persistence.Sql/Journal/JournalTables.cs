using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Journal;

/// <summary>The statements on the journal and tag tables of the default table mapping, with the configured names.</summary>
internal sealed class JournalTables
{
    private readonly string[] _create;

    public JournalTables(Akka.Configuration.Config mapping)
    {
        var journal = mapping.GetString("journal.table-name", "journal");
        var ordering = Column("ordering", "ordering");
        var created = Column("created", "created");
        var deleted = Column("deleted", "deleted");
        var id = Column("persistence-id", "persistence_id");
        var number = Column("sequence-number", "sequence_number");
        var message = Column("message", "message");
        var manifest = Column("manifest", "manifest");
        var identifier = Column("identifier", "identifier");
        var writer = Column("writer-uuid", "writer_uuid");
        var tags = mapping.GetString("tag.table-name", "tags");
        var orderingId = TagColumn("ordering-id", "ordering_id");
        var tag = TagColumn("tag-value", "tag");
        var tagNumber = TagColumn("sequence-nr", "sequence_nr");
        var tagPersistenceId = TagColumn("persistence-id", "persistence_id");

        _create =
        [
            $"""
            CREATE TABLE IF NOT EXISTS [{journal}] (
              [{ordering}] INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
              [{created}] BigInt NOT NULL,
              [{deleted}] Bit NOT NULL,
              [{id}] NVarChar(255) NOT NULL,
              [{number}] BigInt NOT NULL,
              [{message}] VarBinary NOT NULL,
              [{manifest}] NVarChar(500) NULL,
              [{identifier}] INTEGER NULL,
              [{writer}] NVarChar(128) NULL)
            """,
            $"CREATE UNIQUE INDEX IF NOT EXISTS [{journal}_uq] ON [{journal}] ([{id}], [{number}])",
            $"CREATE INDEX IF NOT EXISTS [{journal}_{created}_idx] ON [{journal}] ([{created}])",
            $"CREATE INDEX IF NOT EXISTS [{journal}_{number}_idx] ON [{journal}] ([{number}])",
            $"""
            CREATE TABLE IF NOT EXISTS [{tags}] (
              [{orderingId}] INTEGER NOT NULL,
              [{tag}] NVarChar(64) NOT NULL,
              [{tagNumber}] INTEGER NOT NULL,
              [{tagPersistenceId}] NVarChar(255) NOT NULL,
              CONSTRAINT [PK_{tags}] PRIMARY KEY ([{orderingId}], [{tag}]))
            """,
            $"CREATE INDEX IF NOT EXISTS [{tags}_{tagPersistenceId}_{tagNumber}_idx] ON [{tags}] ([{tagPersistenceId}], [{tagNumber}])",
            $"CREATE INDEX IF NOT EXISTS [{tags}_{tag}_idx] ON [{tags}] ([{tag}])",
        ];

        Insert =
            $"INSERT INTO [{journal}] ([{created}], [{deleted}], [{id}], [{number}], [{message}], [{manifest}], [{identifier}], [{writer}]) " +
            "VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7)";
        InsertTag =
            $"INSERT INTO [{tags}] ([{orderingId}], [{tag}], [{tagNumber}], [{tagPersistenceId}]) VALUES (?1, ?2, ?3, ?4)";
        SelectEvents =
            $"SELECT [{number}], [{created}], [{message}], [{manifest}], [{identifier}], [{writer}] FROM [{journal}] " +
            $"WHERE [{id}] = ?1 AND [{number}] BETWEEN ?2 AND ?3 AND [{deleted}] = 0 ORDER BY [{number}] LIMIT ?4";
        SelectHighest = $"SELECT MAX([{number}]) FROM [{journal}] WHERE [{id}] = ?1";
        SelectHighestUpTo = $"SELECT MAX([{number}]) FROM [{journal}] WHERE [{id}] = ?1 AND [{number}] <= ?2";
        DeleteChunkBelow =
            $"DELETE FROM [{journal}] WHERE [{ordering}] IN (SELECT [{ordering}] FROM [{journal}] " +
            $"WHERE [{id}] = ?1 AND [{number}] < ?2 ORDER BY [{number}] LIMIT ?3)";
        MarkDeleted = $"UPDATE [{journal}] SET [{deleted}] = 1 WHERE [{id}] = ?1 AND [{number}] = ?2";
        DeleteTagChunkUpTo =
            $"DELETE FROM [{tags}] WHERE rowid IN (SELECT rowid FROM [{tags}] " +
            $"WHERE [{tagPersistenceId}] = ?1 AND [{tagNumber}] <= ?2 LIMIT ?3)";

        string Column(string key, string official) => mapping.GetString("journal.columns." + key, official);
        string TagColumn(string key, string official) => mapping.GetString("tag.columns." + key, official);
    }

    /// <summary>created, persistence id, sequence number, message, manifest, identifier, writer.</summary>
    public string Insert { get; }

    /// <summary>ordering, tag, sequence number, persistence id.</summary>
    public string InsertTag { get; }

    /// <summary>persistence id, from, to, limit.</summary>
    public string SelectEvents { get; }

    /// <summary>persistence id. Deleted events count.</summary>
    public string SelectHighest { get; }

    /// <summary>persistence id, to.</summary>
    public string SelectHighestUpTo { get; }

    /// <summary>persistence id, sequence number that stays, limit.</summary>
    public string DeleteChunkBelow { get; }

    /// <summary>persistence id, sequence number.</summary>
    public string MarkDeleted { get; }

    /// <summary>persistence id, to, limit.</summary>
    public string DeleteTagChunkUpTo { get; }

    public bool Create(SqliteSession session)
    {
        foreach (var statement in _create)
        {
            session.Run(statement);
        }

        return true;
    }
}
