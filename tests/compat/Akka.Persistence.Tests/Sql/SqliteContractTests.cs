namespace ActorQueue.Compat.PersistenceTests;

public sealed class SqlitePersistentActorTests : PersistentActorContract
{
    private readonly SqliteFile _file;

    public SqlitePersistentActorTests()
        : this(new SqliteFile())
    {
    }

    private SqlitePersistentActorTests(SqliteFile file)
        : base(file.Hocon) => _file = file;

    protected override void AfterAll()
    {
        base.AfterAll();
        _file.Dispose();
    }
}

public sealed class SqliteRecoveryTests : RecoveryContract
{
    private readonly SqliteFile _file;

    public SqliteRecoveryTests()
        : this(new SqliteFile())
    {
    }

    private SqliteRecoveryTests(SqliteFile file)
        : base(file.Hocon) => _file = file;

    protected override void AfterAll()
    {
        base.AfterAll();
        _file.Dispose();
    }
}
