using Akka.Actor;
using ActorQueue.Workers;

namespace ActorQueue.Hosting;

/// <summary>Starts and stops the work of this process' pool, while the queue goes on answering.</summary>
internal sealed class LocalProcessing(IActorRef workers, ProcessingGate gate, ShutdownSettings shutdown)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private bool _hasCancelled;

    /// <summary>Takes attempts again; false when this process has no pool.</summary>
    public async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        if (workers.Equals(ActorRefs.Nobody))
        {
            return false;
        }

        _hasCancelled = false;
        gate.Open();
        await workers.Ask<PoolResumed>(ResumePool.Instance, AnswerTimeout, cancellationToken);
        return true;
    }

    /// <summary>Takes no further attempt, lets those that run finish, then cancels them.</summary>
    /// <param name="cancellationToken">Whoever is told to hurry cancels the wait for running attempts, not the steps after it.</param>
    /// <returns>Whether nothing runs any more; an attempt that heeds no cancel may still.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        if (workers.Equals(ActorRefs.Nobody))
        {
            return true;
        }

        gate.Close();

        // What was cancelled by an earlier stop and still runs has had its time to finish.
        if (!_hasCancelled && await IsDrainedWithinAsync(shutdown.DrainTimeout, cancellationToken))
        {
            return true;
        }

        _hasCancelled = true;
        workers.Tell(CancelRunning.Instance);
        return await IsDrainedWithinAsync(shutdown.CancelTimeout, CancellationToken.None);
    }

    private async Task<bool> IsDrainedWithinAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await workers.Ask<PoolDrained>(DrainPool.Instance, timeout, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is AskTimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
