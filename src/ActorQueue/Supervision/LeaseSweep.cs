using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Workers;
using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>
/// Looks after what nobody speaks of any more, so that no task stays in processing for ever: leases that ran out, attempts past their deadline, workers that fell silent.
/// </summary>
internal sealed class LeaseSweep(LiveQueue live, LeaseTable leases, QueueSetup setup, QueueLog log)
{
    /// <summary>For a new owner: workers of processes that have ended are gone, the pool of this one is there, and all others may go on.</summary>
    public void TakeOver()
    {
        foreach (var worker in live.State.RegisteredWorkers().Where(worker => worker.IsLocal && worker.Id != setup.LocalWorkerId))
        {
            Lose(worker.Id);
        }

        // Attempts of whoever never registered: pools of processes that have died.
        foreach (var workerId in live.State.WorkersWithAttempts().Where(id => id != setup.LocalWorkerId && live.State.FindWorker(id) is null).ToArray())
        {
            Lose(workerId);
        }

        live.Partition.AttachRegisteredWorkers();
        if (setup.Settings.Workers.Analyzers > 0 && live.State.FindWorker(setup.LocalWorkerId) is null)
        {
            var local = new WorkerDefinition { Id = setup.LocalWorkerId, Name = "local pool", IsLocal = true };
            live.Decide(into => live.Partition.RegisterWorker(local, live.Now, into));
        }
    }

    /// <summary>One look.</summary>
    public void Sweep()
    {
        foreach (var worker in live.State.RegisteredWorkers())
        {
            if (worker.IsLocal)
            {
                SweepPool(worker.Id);
            }
            else
            {
                SweepWorker(worker.Id);
            }
        }

        leases.Keep(live.State.RegisteredWorkers().SelectMany(worker => live.State.AssignmentsOf(worker.Id)).Select(KeyOf).ToHashSet());
    }

    private void SweepWorker(string workerId)
    {
        if (live.Now - leases.LastSeen(workerId) >= setup.Settings.Leases.WorkerTimeout)
        {
            Lose(workerId);
            return;
        }

        foreach (var held in live.State.AssignmentsOf(workerId))
        {
            if (held.Deadline <= live.Now)
            {
                FailAsTimedOut(held, ErrorCodes.Timeout, $"The attempt took longer than its time limit of {held.Timeout} on worker '{workerId}'.");
            }
            else if (leases.ExpiryOf(KeyOf(held)) <= live.Now
                && live.Decide(into => live.Partition.ExpireLease(held.Id, held.Attempt, live.Now, into)) is { } lost)
            {
                log.LeaseExpired(workerId, held.Id, held.Attempt, lost);
            }
        }
    }

    // The pool ends its attempts itself. One that it says nothing of for a whole lease after the deadline it has lost, or cannot stop.
    private void SweepPool(string workerId)
    {
        foreach (var held in live.State.AssignmentsOf(workerId).Where(held => held.Deadline + leases.Timeout <= live.Now))
        {
            FailAsTimedOut(held, ErrorCodes.Stuck, $"The attempt did not end within {leases.Timeout} after its time limit of {held.Timeout}.");
        }
    }

    private void FailAsTimedOut(Assignment held, string code, string message) => log.Reported(live.Decide(into => live.Partition.Fail(
        new FailAttempt(held.Id, held.Attempt, new TaskError(code, message), FailureClass.Timeout, setup.Jitter.NextDouble()), live.Now, into)));

    private void Lose(string workerId)
    {
        log.WorkerLost(workerId, live.Decide(into => live.Partition.UnregisterWorker(workerId, isLost: true, live.Now, into)));
        leases.Forget(workerId);
    }

    private static AttemptKey KeyOf(Assignment assignment) => new(assignment.Id, assignment.Attempt);
}

/// <summary>The queue to itself: time to look after leases.</summary>
internal sealed record LeaseSweepDue
{
    public static LeaseSweepDue Instance { get; } = new();
}
