using Akka.Event;

namespace Akka.Persistence.Internal;

/// <summary>A failure that the actor has no handler for must not pass unseen.</summary>
internal static class UnhandledFailure
{
    public static void Warn(ILoggingAdapter log, string persistenceId, object message)
    {
        switch (message)
        {
            case SaveSnapshotFailure failure:
                log.Warning("Failed to save snapshot [{0}]: {1}", failure.Metadata, failure.Cause);
                break;
            case DeleteSnapshotFailure failure:
                log.Warning("Failed to delete snapshot [{0}]: {1}", failure.Metadata, failure.Cause);
                break;
            case DeleteSnapshotsFailure failure:
                log.Warning("Failed to delete snapshots of [{0}] [{1}]: {2}", persistenceId, failure.Criteria, failure.Cause);
                break;
            case DeleteMessagesFailure failure:
                log.Warning("Failed to delete events of [{0}] up to [{1}]: {2}", persistenceId, failure.ToSequenceNr, failure.Cause);
                break;
        }
    }
}
