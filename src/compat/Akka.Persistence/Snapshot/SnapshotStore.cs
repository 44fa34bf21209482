using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence.Internal;

namespace Akka.Persistence.Snapshot;

/// <summary>Base of snapshot stores. It stamps and answers each request and guards the store by a circuit breaker.</summary>
public abstract class SnapshotStore : ActorBase
{
    private readonly CircuitBreaker _breaker;

    protected SnapshotStore()
    {
        var config = Persistence.Instance.Apply(Context.System).ConfigOf(Self);
        _breaker = PluginBreaker.Create(config, Context.System);
    }

    protected sealed override bool Receive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load:
                _ = LoadAsync(load, Sender, Self);
                return true;
            case SaveSnapshot save:
                _ = SaveAsync(save, Stamped(save.Metadata), Sender, Self);
                return true;
            case DeleteSnapshot delete:
                _ = DeleteAsync(delete, Sender, Self);
                return true;
            case DeleteSnapshots delete:
                _ = DeleteAsync(delete, Sender, Self);
                return true;
            default:
                return ReceivePluginInternal(message);
        }
    }

    /// <summary>The best snapshot within the criteria, or null.</summary>
    protected abstract Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    protected abstract Task SaveAsync(SnapshotMetadata metadata, object snapshot);

    protected abstract Task DeleteAsync(SnapshotMetadata metadata);

    protected abstract Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Takes messages that are not of the snapshot protocol.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    private static Exception Unwrap(Exception cause) =>
        cause is AggregateException { InnerExceptions.Count: 1 } aggregate ? aggregate.InnerExceptions[0] : cause;

    private async Task LoadAsync(LoadSnapshot request, IActorRef asker, IActorRef self)
    {
        object answer;
        try
        {
            var snapshot = request.Criteria.Equals(SnapshotSelectionCriteria.None)
                ? null
                : await _breaker.WithCircuitBreaker(
                    () => LoadAsync(request.PersistenceId, request.Criteria.Limit(request.ToSequenceNr)));
            answer = new LoadSnapshotResult(snapshot, request.ToSequenceNr);
        }
        catch (Exception cause)
        {
            answer = new LoadSnapshotFailed(Unwrap(cause));
        }

        asker.Tell(answer, self);
    }

    private static SnapshotMetadata Stamped(SnapshotMetadata metadata) => metadata.Timestamp != DateTime.MinValue
        ? metadata
        : new SnapshotMetadata(metadata.PersistenceId, metadata.SequenceNr, Context.System.Scheduler.Now.UtcDateTime);

    private async Task SaveAsync(SaveSnapshot request, SnapshotMetadata metadata, IActorRef asker, IActorRef self)
    {
        object answer;
        try
        {
            await _breaker.WithCircuitBreaker(() => SaveAsync(metadata, request.Snapshot));
            answer = new SaveSnapshotSuccess(metadata);
        }
        catch (Exception cause)
        {
            answer = new SaveSnapshotFailure(metadata, Unwrap(cause));
        }

        asker.Tell(answer, self);
    }

    private async Task DeleteAsync(DeleteSnapshot request, IActorRef asker, IActorRef self)
    {
        object answer;
        try
        {
            await _breaker.WithCircuitBreaker(() => DeleteAsync(request.Metadata));
            answer = new DeleteSnapshotSuccess(request.Metadata);
        }
        catch (Exception cause)
        {
            answer = new DeleteSnapshotFailure(request.Metadata, Unwrap(cause));
        }

        asker.Tell(answer, self);
    }

    private async Task DeleteAsync(DeleteSnapshots request, IActorRef asker, IActorRef self)
    {
        object answer;
        try
        {
            await _breaker.WithCircuitBreaker(() => DeleteAsync(request.PersistenceId, request.Criteria));
            answer = new DeleteSnapshotsSuccess(request.Criteria);
        }
        catch (Exception cause)
        {
            answer = new DeleteSnapshotsFailure(request.Criteria, Unwrap(cause));
        }

        asker.Tell(answer, self);
    }
}
