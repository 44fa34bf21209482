using Akka.Actor;
using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Processors;

namespace ActorQueue.Workers;

/// <summary>Takes an attempt's state to the queue and waits until it is on disk, through a restart of the queue too. Used from the processor's threads.</summary>
internal sealed class CheckpointDesk(IActorRef pool, AttemptKey key, TimeSpan? patience = null)
{
    // A queue that recovers does not answer; it is asked again, and saving the same state twice does no harm.
    private readonly TimeSpan _patience = patience ?? TimeSpan.FromSeconds(5);

    public async Task SaveAsync(ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Check((await pool.Ask<CheckpointAnswered>(new CheckpointOffered(key, state), _patience, cancellationToken)).Outcome, state.Length);
                return;
            }
            catch (AskTimeoutException)
            {
                // Asked again. The attempt's own deadline ends this through its token.
            }
        }
    }

    private static void Check(CheckpointOutcome outcome, int bytes)
    {
        switch (outcome)
        {
            case CheckpointOutcome.Saved:
                return;
            case CheckpointOutcome.TooLarge:
                throw new TaskFailedException(
                    ErrorCodes.CheckpointTooLarge, $"The checkpoint has {bytes} bytes, more than attempt.max-checkpoint-bytes allows.", FailureClass.Permanent);
            case CheckpointOutcome.Stale:
                throw new TaskFailedException(ErrorCodes.LeaseLost, "The attempt is no longer the current one of its task.");
            default:
                throw new InvalidOperationException($"{outcome} is no outcome of a checkpoint.");
        }
    }
}
