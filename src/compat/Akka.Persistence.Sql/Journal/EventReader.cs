using Akka.Actor;
using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Journal;

/// <summary>Reads events back, a page at a time so that no read holds the write-ahead log for long.</summary>
internal sealed class EventReader(SqliteDatabase database, JournalTables tables, PayloadSerializer serializer, int pageRows)
{
    public Task<long> ReadHighestAsync(string persistenceId) => database.ReadAsync(session =>
    {
        var select = session.Prepare(tables.SelectHighest).Bind(1, persistenceId);
        try
        {
            return select.Step() && !select.IsNull(0) ? select.Int64(0) : 0L;
        }
        finally
        {
            select.Reset();
        }
    });

    public async Task ReplayAsync(string persistenceId, long from, long to, long max, Action<IPersistentRepresentation> deliver)
    {
        var next = from;
        var left = max;
        while (left > 0 && next <= to)
        {
            var limit = (int)Math.Min(left, pageRows);
            var page = await database.ReadAsync(session => ReadPage(session, persistenceId, next, to, limit)).ConfigureAwait(false);
            foreach (var e in page)
            {
                deliver(e);
            }

            if (page.Count < limit)
            {
                return;
            }

            left -= page.Count;
            next = page[^1].SequenceNr + 1;
        }
    }

    private List<IPersistentRepresentation> ReadPage(SqliteSession session, string persistenceId, long from, long to, int limit)
    {
        var page = new List<IPersistentRepresentation>();
        var select = session.Prepare(tables.SelectEvents).Bind(1, persistenceId).Bind(2, from).Bind(3, to).Bind(4, limit);
        try
        {
            while (select.Step())
            {
                page.Add(ReadRow(select, persistenceId));
            }
        }
        finally
        {
            select.Reset();
        }

        return page;
    }

    private Persistent ReadRow(SqliteStatement row, string persistenceId)
    {
        var manifest = row.Text(3) ?? string.Empty;
        int? identifier = row.IsNull(4) ? null : (int)row.Int64(4);
        return new Persistent(
            serializer.Deserialize(row.Blob(2), manifest, identifier),
            sequenceNr: row.Int64(0),
            persistenceId: persistenceId,
            manifest: manifest,
            isDeleted: false,
            sender: ActorRefs.NoSender,
            writerGuid: row.Text(5),
            timestamp: row.Int64(1));
    }
}
