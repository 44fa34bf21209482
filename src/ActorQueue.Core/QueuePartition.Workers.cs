using System.Security.Cryptography;
using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core;

/// <summary>Workers: who they are, and the calls of those that are not the queue's own.</summary>
public sealed partial class QueuePartition
{
    /// <summary>Registers a worker; null when there is no room for it.</summary>
    public WorkerDefinition? RegisterWorker(WorkerDefinition worker, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(worker.Id.Length, MaxWorkerIdLength, nameof(worker));
        if (!worker.IsLocal && State.Registry.All.Count(other => !other.Definition.IsLocal) >= _settings.MaxWorkers)
        {
            return null;
        }

        Commit(new WorkerRegistered(now, worker), into);
        TakeNoteOf(worker.Id);
        return worker;
    }

    /// <summary>For a new owner: takes note of what the registered workers take, which is not part of history.</summary>
    public void AttachRegisteredWorkers()
    {
        foreach (var worker in State.Registry.All)
        {
            TakeNoteOf(worker.Id);
        }
    }

    /// <summary>What a token is compared by.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Why a caller is not believed; null when it is who it says.</summary>
    public WorkerAnswered? CheckIdentity(WorkerIdentity? identity)
    {
        if (identity?.WorkerId is null || State.Registry.Find(identity.WorkerId) is not { Definition.IsLocal: false } worker)
        {
            return Refuse(WorkerRefusals.UnknownWorker, $"No worker '{identity?.WorkerId}' is registered (any more); register again.");
        }

        return CryptographicOperations.FixedTimeEquals(HashOf(identity.Token ?? string.Empty), worker.Definition.TokenHash.Span)
            ? null
            : Refuse(WorkerRefusals.WrongToken, $"The token is not that of worker '{identity.WorkerId}'.");
    }

    /// <summary>Why a caller may not speak of an attempt; null when it holds it.</summary>
    public WorkerAnswered? CheckLease(WorkerIdentity identity, TaskId id, int attempt)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (State.RunningAttempt(id) is { } running && running.Attempt == attempt && running.WorkerId == identity.WorkerId)
        {
            return null;
        }

        int slot = State.FindLive(id);
        bool isRepeated = slot != SlotStore.None && State.Slots[slot].HasHeard(attempt) && State.Slots[slot].Worker?.Id == identity.WorkerId;
        if (isRepeated)
        {
            // The answer to its first report was lost on the way: it has taken effect.
            return new WorkerAnswered { Status = State.Slots[slot].Status };
        }

        State.StaleReports++;
        var status = slot == SlotStore.None ? State.Remembered.StatusOf(id) : State.Slots[slot].Status;
        return Refuse(WorkerRefusals.LeaseLost, $"Attempt {attempt} of task {id} is not held by worker '{identity.WorkerId}'.") with { Status = status };
    }

    /// <summary>Starts one attempt for a worker that calls for it.</summary>
    public (WorkerAnswered? Refusal, Assignment? Assignment) Lease(WorkerIdentity identity, DateTimeOffset now, EventBatch into)
    {
        if (CheckIdentity(identity) is { } refusal)
        {
            return (refusal, null);
        }

        var worker = State.Registry.Find(identity.WorkerId)!;
        if (State.Workers.Find(worker.Id) is { } busy && busy.InFlight >= worker.Definition.MaxAttempts)
        {
            return (Refuse(WorkerRefusals.NoRoom,
                $"Worker '{worker.Id}' holds {Counted.Of(busy.InFlight, "attempt")}, as many as it can run; the heartbeat lists them."), null);
        }

        if (worker.IsPaused)
        {
            return (null, null);
        }

        var assigned = Assign(new AssignAttempts(worker.Id, 1) { Terms = worker.Definition.Terms }, now, into);
        return (null, assigned.Assignments.Count == 0 ? null : assigned.Assignments[0]);
    }

    /// <summary>
    /// Whether a lease could be had: something is ready, and the worker is there, has room, and is not held back. What it
    /// takes is not asked.
    /// </summary>
    public bool CouldLease(string workerId) =>
        State.ReadyCount > 0
        && State.Registry.Find(workerId) is { IsPaused: false } worker
        && !(State.Workers.Find(workerId)?.InFlight >= worker.Definition.MaxAttempts);

    /// <summary>How many attempts more a worker can run.</summary>
    public int RoomOf(string workerId) =>
        State.Registry.Find(workerId) is { } worker ? worker.Definition.MaxAttempts - (State.Workers.Find(workerId)?.InFlight ?? 0) : 0;

    /// <summary>
    /// Takes one attempt from a worker that was silent for too long, by the rules for a worker that died: whatever it
    /// still reports has an old number. Null when the attempt has ended.
    /// </summary>
    public WorkersLost? ExpireLease(TaskId id, int attempt, DateTimeOffset now, EventBatch into) =>
        State.IsRunning(id, attempt) ? TakeBack([State.FindLive(id)], now, into) : null;

    /// <summary>Ends a registration. What the worker holds is returned at no cost, or by the rules for one that died.</summary>
    public WorkersLost UnregisterWorker(string workerId, bool isLost, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(workerId);
        WorkersLost lost = new(0, 0, 0);
        if (isLost)
        {
            lost = LoseWorker(new LoseWorker(workerId), now, into);
        }
        else
        {
            foreach (var held in State.AssignmentsOf(workerId))
            {
                Release(new ReleaseAttempt(held.Id, held.Attempt), now, into);
            }
        }

        if (State.Registry.Find(workerId) is not null)
        {
            Commit(new WorkerUnregistered(now, workerId), into);
            DetachWorker(workerId);
        }

        return lost;
    }

    /// <summary>Holds a worker back or lets it go on; false when it is not there or already so.</summary>
    public bool SetWorkerPaused(string workerId, bool isPaused, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(workerId);
        if (State.Registry.Find(workerId) is not { } worker || worker.IsPaused == isPaused)
        {
            return false;
        }

        Commit(new WorkerPauseChanged(now, workerId, isPaused), into);
        TakeNoteOf(workerId);
        return true;
    }

    // The local pool says itself what it takes, when it attaches.
    private void TakeNoteOf(string workerId)
    {
        if (State.Registry.Find(workerId) is not { Definition.IsLocal: false } worker)
        {
            return;
        }

        if (worker.IsPaused)
        {
            DetachWorker(workerId);
        }
        else
        {
            AttachWorker(workerId, worker.Definition.Terms);
        }
    }

    private WorkerAnswered Refuse(string reason, string message)
    {
        State.RefusedWorkerCalls++;
        return new WorkerAnswered { Reason = reason, Message = message };
    }
}
