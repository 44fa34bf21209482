using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>The statements on the snapshot table of the default table mapping, with the configured names.</summary>
internal sealed class SnapshotTable
{
    private readonly string[] _create;

    public SnapshotTable(Akka.Configuration.Config mapping)
    {
        var table = mapping.GetString("snapshot.table-name", "snapshot");
        var id = Column("persistence-id", "persistence_id");
        var number = Column("sequence-number", "sequence_number");
        var created = Column("created", "created");
        var snapshot = Column("snapshot", "snapshot");
        var manifest = Column("manifest", "manifest");
        var serializer = Column("serializerId", "serializer_id");

        _create =
        [
            $"""
            CREATE TABLE IF NOT EXISTS [{table}] (
              [{id}] NVarChar(255) NOT NULL,
              [{number}] BigInt NOT NULL,
              [{created}] BigInt NOT NULL,
              [{snapshot}] VarBinary NULL,
              [{manifest}] NVarChar(500) NULL,
              [{serializer}] INTEGER NULL,
              CONSTRAINT [PK_{table}] PRIMARY KEY ([{id}], [{number}]))
            """,
            $"CREATE INDEX IF NOT EXISTS [{table}_{number}_idx] ON [{table}] ([{number}])",
            $"CREATE INDEX IF NOT EXISTS [{table}_{created}_idx] ON [{table}] ([{created}])",
        ];
        Upsert =
            $"INSERT INTO [{table}] ([{id}], [{number}], [{created}], [{snapshot}], [{manifest}], [{serializer}]) " +
            $"VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT ([{id}], [{number}]) DO UPDATE SET [{created}] = excluded.[{created}], " +
            $"[{snapshot}] = excluded.[{snapshot}], [{manifest}] = excluded.[{manifest}], [{serializer}] = excluded.[{serializer}]";
        var within = $"WHERE [{id}] = ?1 AND [{number}] BETWEEN ?2 AND ?3 AND [{created}] BETWEEN ?4 AND ?5";
        SelectBest =
            $"SELECT [{number}], [{created}], [{snapshot}], [{manifest}], [{serializer}] FROM [{table}] {within} " +
            $"ORDER BY [{number}] DESC LIMIT 1";
        DeleteWithin = $"DELETE FROM [{table}] {within}";
        Delete = $"DELETE FROM [{table}] WHERE [{id}] = ?1 AND [{number}] = ?2";

        string Column(string key, string official) => mapping.GetString("snapshot.columns." + key, official);
    }

    /// <summary>persistence id, sequence number, created, snapshot, manifest, serializer.</summary>
    public string Upsert { get; }

    /// <summary>persistence id, lowest and highest sequence number, lowest and highest time.</summary>
    public string SelectBest { get; }

    /// <summary>Parameters as of <see cref="SelectBest"/>.</summary>
    public string DeleteWithin { get; }

    /// <summary>persistence id, sequence number.</summary>
    public string Delete { get; }

    public bool Create(SqliteSession session)
    {
        foreach (var statement in _create)
        {
            session.Run(statement);
        }

        return true;
    }
}
