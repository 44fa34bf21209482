using Akka.Actor;
using Akka.Event;
using Akka.Persistence.Snapshot;
using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>
/// Snapshots in the table of the official plug-in, one row each; saving under a known sequence number replaces the row.
/// </summary>
/// <remarks>A store that cannot start answers every request with the reason, so that nobody waits for a time-out.</remarks>
public class SqlSnapshotStore : SnapshotStore
{
    public static readonly Akka.Configuration.Config DefaultConfiguration = SqlPersistence.DefaultSnapshotConfiguration;

    /// <summary>A snapshot is large, so a transaction takes few of them.</summary>
    private const int WeightOfSave = 500;

    private readonly PluginSettings? _settings;
    private readonly SnapshotTable _table;
    private readonly PayloadSerializer _serializer;
    private readonly Exception? _unusable;
    private SqliteDatabase? _database;
    private TableCreation? _tableCreated;

    public SqlSnapshotStore(Akka.Configuration.Config snapshotConfig)
    {
        var config = snapshotConfig.WithFallback(SqlPersistence.Get(Context.System).DefaultSnapshotConfig);
        _table = new SnapshotTable(config.GetConfig("default")!);
        try
        {
            _settings = PluginSettings.Read(config);
        }
        catch (Akka.Configuration.ConfigurationException cause)
        {
            _unusable = cause;
            Context.GetLogger().Error(cause, "The SQL snapshot store [{0}] cannot start", Self.Path.Name);
        }

        _serializer = new PayloadSerializer(((ExtendedActorSystem)Context.System).Serialization, _settings?.Serializer);
    }

    protected override void PreStart()
    {
        if (_settings is not null)
        {
            var database = SqliteDatabase.Acquire(_settings.ConnectionString);
            _database = database;
            Context.ActorOf(Props.Create(() => new DatabaseUse(database)), "database");
            _tableCreated = new TableCreation(database, _settings.AutoInitialize, _table.Create);
            _ = _tableCreated.Begin();
        }

        base.PreStart();
    }

    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var database = await OpenDatabaseAsync().ConfigureAwait(false);
        return (await database.ReadAsync(session => ReadBest(session, persistenceId, criteria)).ConfigureAwait(false))!;
    }

    protected override async Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        var database = await OpenDatabaseAsync().ConfigureAwait(false);
        // Off the actor: a large snapshot must not hold up the recovery of another actor.
        var payload = await Task.Run(() => _serializer.Serialize(snapshot)).ConfigureAwait(false);
        await database.WriteAsync(WeightOfSave, session =>
        {
            session.Prepare(_table.Upsert)
                .Bind(1, metadata.PersistenceId)
                .Bind(2, metadata.SequenceNr)
                .Bind(3, metadata.Timestamp.Ticks)
                .Bind(4, payload.Bytes)
                .Bind(5, payload.Manifest)
                .Bind(6, payload.SerializerId)
                .Execute();
            return true;
        }).ConfigureAwait(false);
    }

    protected override async Task DeleteAsync(SnapshotMetadata metadata)
    {
        var database = await OpenDatabaseAsync().ConfigureAwait(false);
        await database.WriteAsync(1, session =>
        {
            session.Prepare(_table.Delete).Bind(1, metadata.PersistenceId).Bind(2, metadata.SequenceNr).Execute();
            return true;
        }).ConfigureAwait(false);
    }

    protected override async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var database = await OpenDatabaseAsync().ConfigureAwait(false);
        await database.WriteAsync(1, session =>
        {
            BindCriteria(session.Prepare(_table.DeleteWithin), persistenceId, criteria).Execute();
            return true;
        }).ConfigureAwait(false);
    }

    private static SqliteStatement BindCriteria(
        SqliteStatement statement, string persistenceId, SnapshotSelectionCriteria criteria) => statement
        .Bind(1, persistenceId)
        .Bind(2, criteria.MinSequenceNr)
        .Bind(3, criteria.MaxSequenceNr)
        .Bind(4, criteria.MinTimestamp?.Ticks ?? 0)
        .Bind(5, criteria.MaxTimeStamp.Ticks);

    private async Task<SqliteDatabase> OpenDatabaseAsync()
    {
        if (_unusable is not null)
        {
            throw _unusable;
        }

        var database = _database ?? throw new InvalidOperationException("The snapshot store is not open.");
        await _tableCreated!.Begin().ConfigureAwait(false);
        return database;
    }

    private SelectedSnapshot? ReadBest(SqliteSession session, string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var select = BindCriteria(session.Prepare(_table.SelectBest), persistenceId, criteria);
        try
        {
            if (!select.Step())
            {
                return null;
            }

            int? serializerId = select.IsNull(4) ? null : (int)select.Int64(4);
            var created = new DateTime(select.Int64(1), DateTimeKind.Utc);
            var payload = _serializer.Deserialize(select.Blob(2), select.Text(3) ?? string.Empty, serializerId);
            return new SelectedSnapshot(new SnapshotMetadata(persistenceId, select.Int64(0), created), payload);
        }
        finally
        {
            select.Reset();
        }
    }

    /// <summary>Gives the database back when the store stops or restarts, which ends its children.</summary>
    private sealed class DatabaseUse(SqliteDatabase database) : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);

        protected override void PostStop() => database.Release();
    }
}
