using System.Collections.Immutable;
using Akka.Persistence.Journal;
using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Journal;

/// <summary>What the journal actor asks of the database, without the actor.</summary>
internal sealed class JournalStore
{
    private readonly PluginSettings _settings;
    private readonly JournalTables _tables;
    private readonly PayloadSerializer _serializer;
    private readonly int _bufferSize;
    private readonly int _batchSize;
    private readonly int _pageRows;
    private readonly string _writerUuid = NewWriterUuid();
    private SqliteDatabase? _database;
    private EventReader? _reader;
    private TableCreation? _tablesCreated;
    private int _waiting;

    public JournalStore(Akka.Configuration.Config config, Akka.Serialization.Serialization serialization)
    {
        _settings = PluginSettings.Read(
            config,
            ("tag-write-mode", "TagTable"),
            ("delete-compatibility-mode", "false"),
            ("default.journal.use-writer-uuid-column", "true"));
        _tables = new JournalTables(config.GetConfig("default")!);
        _serializer = new PayloadSerializer(serialization, _settings.Serializer);
        _bufferSize = config.GetInt("buffer-size", 5000);
        _batchSize = config.GetInt("batch-size", 1000);
        _pageRows = config.GetInt("replay-batch-size", 1000);
    }

    private SqliteDatabase Database => _database ?? throw new InvalidOperationException("The journal is not open.");

    public void Open()
    {
        _database = SqliteDatabase.Acquire(_settings.ConnectionString);
        _database.LimitGroups(_batchSize);
        _reader = new EventReader(_database, _tables, _serializer, _pageRows);
        _tablesCreated = new TableCreation(_database, _settings.AutoInitialize, _tables.Create);
        _ = _tablesCreated.Begin();
    }

    public void Close()
    {
        _database?.Release();
        _database = null;
    }

    public Task<IImmutableList<Exception>> WriteAsync(IEnumerable<AtomicWrite> writes)
    {
        if (Interlocked.Increment(ref _waiting) > _bufferSize)
        {
            Interlocked.Decrement(ref _waiting);
            throw new InvalidOperationException(
                $"{_bufferSize} writes wait for a commit already; raise buffer-size of the SQL journal or write less at a time.");
        }

        var job = new AppendEvents(
            _tables, _writerUuid, Serialize(writes, out var rejections), rejections, () => Interlocked.Decrement(ref _waiting));
        _ = _tablesCreated!.Begin();
        Database.Enqueue(job);
        return job.Task;
    }

    public async Task<long> ReadHighestAsync(string persistenceId)
    {
        await _tablesCreated!.Begin().ConfigureAwait(false);
        return await _reader!.ReadHighestAsync(persistenceId).ConfigureAwait(false);
    }

    public Task ReplayAsync(string persistenceId, long from, long to, long max, Action<IPersistentRepresentation> deliver) =>
        _reader!.ReplayAsync(persistenceId, from, to, max, deliver);

    public Task DeleteAsync(string persistenceId, long toSequenceNr)
    {
        var job = new DeleteEvents(_tables, persistenceId, toSequenceNr);
        Database.Enqueue(job);
        return job.Task;
    }

    private static string NewWriterUuid() =>
#pragma warning disable RS0030 // the id of this journal's start is what the replay filter tells writers by
        Guid.NewGuid().ToString("N");
#pragma warning restore RS0030

    private List<JournalRow> Serialize(IEnumerable<AtomicWrite> writes, out IImmutableList<Exception> rejections)
    {
        var rows = new List<JournalRow>();
        List<Exception?>? outcomes = null;
        var index = 0;
        foreach (var write in writes)
        {
            var first = rows.Count;
            try
            {
                foreach (var e in (IImmutableList<IPersistentRepresentation>)write.Payload)
                {
                    rows.Add(Serialize(e));
                }

                outcomes?.Add(null);
            }
            catch (Exception cause)
            {
                // Nothing of it is written, so it is rejected; the other writes of the batch are not concerned.
                rows.RemoveRange(first, rows.Count - first);
                outcomes ??= [.. Enumerable.Repeat<Exception?>(null, index)];
                outcomes.Add(cause);
            }

            index++;
        }

        rejections = outcomes is null ? [] : ImmutableArray.CreateRange(outcomes)!;
        return rows;
    }

    private JournalRow Serialize(IPersistentRepresentation e)
    {
        var (payload, tags) = e.Payload is Tagged tagged
            ? (tagged.Payload, (IReadOnlyCollection<string>)tagged.Tags)
            : (e.Payload, []);
        return new JournalRow(e.PersistenceId, e.SequenceNr, e.Timestamp, _serializer.Serialize(payload), tags);
    }
}
