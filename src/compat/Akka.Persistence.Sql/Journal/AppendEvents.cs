using System.Collections.Immutable;
using Akka.Persistence.Sql.Sqlite;
using SQLitePCL;

namespace Akka.Persistence.Sql.Journal;

/// <summary>The rows of one write of one actor.</summary>
internal sealed class AppendEvents(
    JournalTables tables, string writerUuid, List<JournalRow> rows, IImmutableList<Exception> rejections, Action ended) : WriteJob
{
    // Continuations run on the writer's thread: they only tell actors, and a hop to the pool costs more than that.
    private readonly TaskCompletionSource<IImmutableList<Exception>> _done = new();

    public Task<IImmutableList<Exception>> Task => _done.Task;

    public override int Weight => rows.Count;

    public override void Execute(SqliteSession session)
    {
        var insert = session.Prepare(tables.Insert);
        foreach (var row in rows)
        {
            insert
                .Bind(1, row.CreatedTicks)
                .Bind(2, row.PersistenceId)
                .Bind(3, row.SequenceNr)
                .Bind(4, row.Payload.Bytes)
                .Bind(5, row.Payload.Manifest)
                .Bind(6, row.Payload.SerializerId)
                .Bind(7, writerUuid)
                .Execute();
            if (row.Tags.Count > 0)
            {
                InsertTags(session, row);
            }
        }
    }

    public override bool Committed()
    {
        ended();
        _done.SetResult(rejections);
        return false;
    }

    public override void Failed(Exception cause)
    {
        ended();
        _done.SetException(cause);
    }

    private void InsertTags(SqliteSession session, JournalRow row)
    {
        var ordering = raw.sqlite3_last_insert_rowid(session.Handle);
        foreach (var tag in row.Tags)
        {
            session.Prepare(tables.InsertTag)
                .Bind(1, ordering)
                .Bind(2, tag)
                .Bind(3, row.SequenceNr)
                .Bind(4, row.PersistenceId)
                .Execute();
        }
    }
}
