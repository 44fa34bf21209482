using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence.Internal;

namespace Akka.Persistence.Journal;

/// <summary>
/// Base of journals. It answers every event of a write in the order of the writes, guards the store by a circuit breaker,
/// and filters what it replays. It never waits in the actor: the store's tasks end elsewhere and reply from there.
/// </summary>
public abstract class AsyncWriteJournal : WriteJournalBase, IAsyncRecovery
{
    private readonly CircuitBreaker _breaker;
    private readonly ReplySequencer _replies = new();
    private readonly ReplayFilterMode _replayFilterMode;
    private readonly int _replayFilterWindowSize;
    private readonly int _replayFilterMaxOldWriters;
    private readonly ILoggingAdapter _log;

    protected AsyncWriteJournal()
    {
        var config = Persistence.Instance.Apply(Context.System).ConfigOf(Self);
        _log = Context.GetLogger();
        _breaker = PluginBreaker.Create(config, Context.System);
        _replayFilterMode = ReadReplayFilterMode(config);
        _replayFilterWindowSize = config.GetInt("replay-filter.window-size", 100);
        _replayFilterMaxOldWriters = config.GetInt("replay-filter.max-old-writers", 10);
    }

    public abstract Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    public abstract Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);

    protected static Exception TryUnwrapException(Exception e) =>
        e is AggregateException { InnerExceptions.Count: 1 } aggregate ? aggregate.InnerExceptions[0] : e;

    /// <summary>
    /// Stores the writes, each all or none. The result is null or empty when all are stored, else it has one entry for each
    /// write: null when stored, or why it was rejected. A failed task means that the outcome is unknown.
    /// </summary>
    protected abstract Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages);

    protected abstract Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr);

    /// <summary>Takes messages that are not of the journal protocol.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message) => ReceiveWriteJournal(message) || ReceivePluginInternal(message);

    protected bool ReceiveWriteJournal(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                Write(write);
                return true;
            case ReplayMessages replay:
                _ = ReplayAsync(replay, Context, Self);
                return true;
            case DeleteMessagesTo delete:
                _ = DeleteAsync(delete, Self);
                return true;
            default:
                return false;
        }
    }

    private static ReplayFilterMode ReadReplayFilterMode(Config config)
    {
        var mode = config.GetString("replay-filter.mode", "repair-by-discard-old");
        return mode.ToLowerInvariant() switch
        {
            "repair-by-discard-old" => ReplayFilterMode.RepairByDiscardOld,
            "fail" => ReplayFilterMode.Fail,
            "warn" => ReplayFilterMode.Warn,
            "off" or "false" or "no" or "disabled" => ReplayFilterMode.Disabled,
            _ => throw new ConfigurationException(
                $"replay-filter.mode must be repair-by-discard-old, fail, warn or off, is [{mode}]"),
        };
    }

    private void Write(WriteMessages message)
    {
        var ticket = _replies.TakeTicket();
        var self = Self;
        var writes = message.Messages.OfType<AtomicWrite>().ToList();
        var result = Store(message, writes);
        if (result.IsCompleted)
        {
            Answer(result);
        }
        else
        {
            _ = result.ContinueWith(
                Answer, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        void Answer(Task<IImmutableList<Exception>> stored)
        {
            var answer = WriteAnswer.From(message, writes.Count, stored);
            _replies.Reply(ticket, () => answer.Send(self));
        }
    }

    private Task<IImmutableList<Exception>> Store(WriteMessages message, List<AtomicWrite> writes)
    {
        if (writes.Count == 0)
        {
            return Task.FromResult<IImmutableList<Exception>>([]);
        }

        IEnumerable<AtomicWrite> prepared;
        try
        {
            prepared = PreparePersistentBatch(message.Messages);
        }
        catch (Exception cause)
        {
            // Nothing was written yet, so this is a rejection.
            return Task.FromResult<IImmutableList<Exception>>([.. Enumerable.Repeat(cause, writes.Count)]);
        }

        return _breaker.WithCircuitBreaker(() => WriteMessagesAsync(prepared));
    }

    private async Task ReplayAsync(ReplayMessages message, IActorContext context, IActorRef self)
    {
        var actor = message.PersistentActor;
        try
        {
            var highest = await _breaker.WithCircuitBreaker(
                () => ReadHighestSequenceNrAsync(message.PersistenceId, Math.Max(0, message.FromSequenceNr - 1)));
            var to = Math.Min(message.ToSequenceNr, highest);
            if (message.FromSequenceNr <= to)
            {
                var window = new ReplayWindow(
                    _replayFilterMode, _replayFilterWindowSize, _replayFilterMaxOldWriters,
                    issue => _log.Warning("{0}", issue),
                    e => actor.Tell(new ReplayedMessage(e), ActorRefs.NoSender));

                // A replay takes as long as it takes, so the breaker's call timeout must not end it.
                await ReplayMessagesAsync(
                    context, message.PersistenceId, message.FromSequenceNr, to, message.Max,
                    e =>
                    {
                        if (!e.IsDeleted)
                        {
                            window.Add(e);
                        }
                    });
                window.Flush();
            }

            actor.Tell(new RecoverySuccess(highest), self);
        }
        catch (Exception cause)
        {
            actor.Tell(new ReplayMessagesFailure(TryUnwrapException(cause)), ActorRefs.NoSender);
        }
    }

    private async Task DeleteAsync(DeleteMessagesTo message, IActorRef self)
    {
        object outcome;
        try
        {
            await _breaker.WithCircuitBreaker(() => DeleteMessagesToAsync(message.PersistenceId, message.ToSequenceNr));
            outcome = new DeleteMessagesSuccess(message.ToSequenceNr);
        }
        catch (Exception cause)
        {
            outcome = new DeleteMessagesFailure(TryUnwrapException(cause), message.ToSequenceNr);
        }

        message.PersistentActor.Tell(outcome, self);
    }
}
