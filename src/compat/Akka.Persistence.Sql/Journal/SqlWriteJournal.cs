using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence.Journal;

namespace Akka.Persistence.Sql.Journal;

/// <summary>
/// The journal in the tables of the official plug-in. The actor serializes; a writer thread that it shares with the snapshot
/// store on the same database commits what waits in one transaction; reads run beside it. An acknowledged event is on disk.
/// </summary>
/// <remarks>A journal that cannot start answers every request with the reason, so that nobody waits for a time-out.</remarks>
public class SqlWriteJournal : AsyncWriteJournal
{
    public static readonly Akka.Configuration.Config DefaultConfiguration = SqlPersistence.DefaultJournalConfiguration;

    private readonly JournalStore? _store;
    private readonly Exception? _unusable;

    public SqlWriteJournal(Akka.Configuration.Config journalConfig)
    {
        var config = journalConfig.WithFallback(SqlPersistence.Get(Context.System).DefaultJournalConfig);
        try
        {
            _store = new JournalStore(config, ((ExtendedActorSystem)Context.System).Serialization);
        }
        catch (Exception cause) when (cause is Akka.Configuration.ConfigurationException or ArgumentException)
        {
            _unusable = cause;
            Context.GetLogger().Error(cause, "The SQL journal [{0}] cannot start", Self.Path.Name);
        }
    }

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) => _store is null
        ? Task.FromException(_unusable!)
        : _store.ReplayAsync(persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        _store?.ReadHighestAsync(persistenceId) ?? Task.FromException<long>(_unusable!);

    protected override void PreStart()
    {
        _store?.Open();
        base.PreStart();
    }

    protected override void PostStop()
    {
        _store?.Close();
        base.PostStop();
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages) =>
        _store?.WriteAsync(messages) ?? Task.FromException<IImmutableList<Exception>>(_unusable!);

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        _store?.DeleteAsync(persistenceId, toSequenceNr) ?? Task.FromException(_unusable!);
}
