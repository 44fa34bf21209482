namespace Akka.Persistence.Sql.Sqlite;

/// <summary>Something to do in a transaction of the database's writer. Its methods run on the writer's thread.</summary>
internal abstract class WriteJob
{
    /// <summary>Share of a transaction; jobs are grouped until their weights reach the writer's limit.</summary>
    public abstract int Weight { get; }

    /// <summary>May run again when the group's transaction was rolled back because of another job.</summary>
    public abstract void Execute(SqliteSession session);

    /// <summary>The transaction is on disk. The result tells whether the job has to run again for its next part.</summary>
    public abstract bool Committed();

    public abstract void Failed(Exception cause);
}

/// <summary>A job of one part whose result is a task.</summary>
internal sealed class SingleWrite<T>(int weight, Func<SqliteSession, T> execute) : WriteJob
{
    // Continuations run on the writer's thread: they only tell actors, and a hop to the pool costs more than that.
    private readonly TaskCompletionSource<T> _done = new();
    private T _result = default!;

    public Task<T> Task => _done.Task;

    public override int Weight => weight;

    public override void Execute(SqliteSession session) => _result = execute(session);

    public override bool Committed()
    {
        _done.SetResult(_result);
        return false;
    }

    public override void Failed(Exception cause) => _done.SetException(cause);
}
