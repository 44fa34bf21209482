namespace Akka.Persistence.Sql.Sqlite;

/// <summary>Creates missing tables before anything reads them, and tries again when that failed.</summary>
internal sealed class TableCreation(SqliteDatabase database, bool wanted, Func<SqliteSession, bool> create)
{
    // Guards the task, which the actor and its reads look at.
    private readonly Lock _gate = new();
    private Task _created = Task.FromException(new InvalidOperationException("Not begun."));

    /// <summary>What is written after this call finds the tables: the writer works in order.</summary>
    public Task Begin()
    {
        if (!wanted)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (_created.IsFaulted)
            {
                _ = _created.Exception;
                _created = database.WriteAsync(1, create);
            }

            return _created;
        }
    }
}
