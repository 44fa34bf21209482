using Akka.Actor;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>The pools that have attached to the queue: sends each what it has room for, what was lost on its way, and which attempts to stop.</summary>
internal sealed class WorkerLinks(LiveQueue live, QueueLog log)
{
    // Most attempts in one message to a pool; more go with the next turn.
    private const int MaxAssignmentsAtOnce = 256;

    private readonly Dictionary<string, IReadOnlySet<string>> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WorkerLink> _workers = new(StringComparer.Ordinal);

    /// <summary>The kinds that each worker has processors for.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Kinds => _kinds;

    public void Attach(WorkerAttached message)
    {
        var worker = new WorkerLink(message.Pool);
        _kinds[message.WorkerId] = message.Kinds;
        _workers[message.WorkerId] = worker;
        live.Partition.AttachWorker(message.WorkerId, message.Terms);
        log.WorkerAttached(message.WorkerId, message.Slots);

        // What the journal says the worker runs and the worker does not know was lost on its way.
        var missing = live.State.AssignmentsOf(message.WorkerId)
            .Where(assignment => !message.Held.Contains(new AttemptKey(assignment.Id, assignment.Attempt)))
            .ToArray();
        Send(worker, missing);
        foreach (var (id, attempt) in live.State.CancelsUnderWay(message.WorkerId))
        {
            // Journaled, and perhaps never told: the queue may have ended between the two.
            live.Send(worker.Pool, new CancelAttempt(new AttemptKey(id, attempt)));
        }

        foreach (var (id, attempt) in live.State.PausesUnderWay(message.WorkerId))
        {
            live.Send(worker.Pool, new PauseAttempt(new AttemptKey(id, attempt)));
        }
    }

    public void SetCredit(WorkerCredit message)
    {
        if (_workers.TryGetValue(message.WorkerId, out var worker))
        {
            worker.Limit = message.Limit;
        }
    }

    /// <summary>Asks the worker that runs the task to stop, once the cancel is on disk.</summary>
    public void CancelRunning(TaskId id)
    {
        if (live.State.RunningAttempt(id) is { } running && _workers.TryGetValue(running.WorkerId, out var worker))
        {
            live.Send(worker.Pool, new CancelAttempt(new AttemptKey(id, running.Attempt)));
        }
    }

    /// <summary>Asks the worker that runs the task to yield, once the request is on disk.</summary>
    public void PauseRunning(TaskId id)
    {
        if (live.State.RunningAttempt(id) is { } running && _workers.TryGetValue(running.WorkerId, out var worker))
        {
            live.Send(worker.Pool, new PauseAttempt(new AttemptKey(id, running.Attempt)));
        }
    }

    /// <summary>Starts as much as the pools have room for.</summary>
    public void Assign()
    {
        if (live.State.ReadyCount == 0)
        {
            return;
        }

        foreach (var (workerId, worker) in _workers)
        {
            var credit = (int)Math.Min(worker.Credit, MaxAssignmentsAtOnce);
            if (credit > 0 && !live.State.IsWorkerPaused(workerId))
            {
                Send(worker, live.Decide(into => live.Partition.Assign(new AssignAttempts(workerId, credit), live.Now, into)).Assignments);
            }
        }
    }

    private void Send(WorkerLink worker, IReadOnlyList<Assignment> assignments)
    {
        if (assignments.Count > 0)
        {
            worker.Assigned += assignments.Count;
            live.Send(worker.Pool, new RunAttempts(live.State.Epoch, assignments));
        }
    }

    /// <summary>A pool as the queue sees it: how much it may still be sent.</summary>
    private sealed class WorkerLink(IActorRef pool)
    {
        public IActorRef Pool { get; } = pool;

        public long Assigned { get; set; }

        public long Limit { get; set; }

        public long Credit => Math.Max(0, Limit - Assigned);
    }
}
