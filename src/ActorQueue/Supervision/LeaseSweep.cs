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

        LookAhead();
    }

    /// <summary>Looks when something may have ended.</summary>
    public void SweepDue()
    {
        if (leases.NextEndAt <= live.Now)
        {
            Sweep();
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

        LookAhead();
    }

    private void LookAhead()
    {
        string[] workers = [.. live.State.RegisteredWorkers().Where(worker => !worker.IsLocal).Select(worker => worker.Id)];
        Assignment[] held = [.. workers.SelectMany(HeldBy)];
        leases.Keep(held.Select(AttemptKey.Of).ToHashSet());
        leases.LookAhead(workers, held);
    }

    private void SweepWorker(string workerId)
    {
        if (leases.EndOf(workerId) <= live.Now)
        {
            Lose(workerId);
            return;
        }

        foreach (var held in HeldBy(workerId))
        {
            if (leases.DeadlineOf(held) <= live.Now)
            {
                FailAsTimedOut(held, ErrorCodes.Timeout, $"The attempt took longer than its time limit of {held.Timeout} on worker '{workerId}'.");
            }
            else if (leases.ExpiryOf(AttemptKey.Of(held)) <= live.Now
                && live.Decide(into => live.Partition.ExpireLease(held.Id, held.Attempt, live.Now, into)) is { } lost)
            {
                log.LeaseExpired(workerId, held.Id, held.Attempt, lost);
            }
        }
    }

    // The pool ends its attempts itself. One that it says nothing of for a whole lease after the deadline it has lost, or cannot stop.
    private void SweepPool(string workerId)
    {
        foreach (var held in HeldBy(workerId).Where(held => held.Deadline + leases.Timeout <= live.Now))
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

    // Most registered workers hold nothing at most times, and the search goes through all running attempts.
    private IReadOnlyList<Assignment> HeldBy(string workerId) =>
        live.State.WorkersWithAttempts().Contains(workerId) ? live.State.AssignmentsOf(workerId) : [];
}

/// <summary>The queue to itself: time to look after leases.</summary>
internal sealed record LeaseSweepDue
{
    public static LeaseSweepDue Instance { get; } = new();
}
