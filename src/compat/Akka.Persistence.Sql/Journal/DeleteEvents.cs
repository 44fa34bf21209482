using Akka.Persistence.Sql.Sqlite;
using SQLitePCL;

namespace Akka.Persistence.Sql.Journal;

/// <summary>
/// Deletes the events of a persistence id up to a number, oldest first and in chunks, so that writes in between need not
/// wait for all of it. The highest one stays, marked as deleted, because it keeps the sequence number.
/// </summary>
internal sealed class DeleteEvents(JournalTables tables, string persistenceId, long toSequenceNr) : WriteJob
{
    /// <summary>About 3 ms of work, which a commit in between waits at most.</summary>
    private const int ChunkRows = 1_000;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _moreToDo;

    public Task Task => _done.Task;

    public override int Weight => ChunkRows;

    public override void Execute(SqliteSession session)
    {
        _moreToDo = DeleteTags(session);
        if (HighestStored(session) is not { } highest)
        {
            return;
        }

        session.Prepare(tables.DeleteChunkBelow).Bind(1, persistenceId).Bind(2, highest).Bind(3, ChunkRows).Execute();
        if (raw.sqlite3_changes(session.Handle) == ChunkRows)
        {
            _moreToDo = true;
        }
        else
        {
            session.Prepare(tables.MarkDeleted).Bind(1, persistenceId).Bind(2, highest).Execute();
        }
    }

    public override bool Committed()
    {
        if (!_moreToDo)
        {
            _done.SetResult();
        }

        return _moreToDo;
    }

    public override void Failed(Exception cause) => _done.SetException(cause);

    private bool DeleteTags(SqliteSession session)
    {
        session.Prepare(tables.DeleteTagChunkUpTo).Bind(1, persistenceId).Bind(2, toSequenceNr).Bind(3, ChunkRows).Execute();
        return raw.sqlite3_changes(session.Handle) == ChunkRows;
    }

    private long? HighestStored(SqliteSession session)
    {
        var select = session.Prepare(tables.SelectHighestUpTo).Bind(1, persistenceId).Bind(2, toSequenceNr);
        try
        {
            return select.Step() && !select.IsNull(0) ? select.Int64(0) : null;
        }
        finally
        {
            select.Reset();
        }
    }
}
