using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Decisions;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>
/// The live queue of one partition: commands in, events and a reply out. Each method decides (a pure function of state,
/// settings, command and time), applies the event and adds it to the batch at once, one step at a time, so that the
/// members of one command see each other: the second of two equal ids is a duplicate, and the task past the limit is
/// refused. A reply is a promise only when the batch, and every batch before it, is on disk; if that fails this object
/// is thrown away and rebuilt from the journal.
/// </summary>
public sealed partial class QueuePartition
{
    /// <summary>Most characters of a worker's id.</summary>
    public const int MaxWorkerIdLength = 256;

    private readonly QueueSettings _settings;

    /// <summary>A queue over a replayed state, or an empty one.</summary>
    /// <param name="settings">Its limits.</param>
    /// <param name="state">The state to go on from; null: empty. It must have been made with the settings' order
    /// policy.</param>
    /// <exception cref="ArgumentException">The settings are not valid; the message lists all problems.</exception>
    public QueuePartition(QueueSettings settings, QueueState? state = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var problems = settings.Validate();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(settings));
        }

        _settings = settings;
        State = state ?? new QueueState(settings.Order);
    }

    /// <summary>What the queue holds, for queries.</summary>
    public QueueState State { get; }

    /// <summary>The limits it works under.</summary>
    public QueueSettings Settings => _settings;

    /// <summary>
    /// Makes waiting tasks ready whose time has come; false when there are none. Assigning does it by itself.
    /// </summary>
    public bool ReleaseDue(DateTimeOffset now, EventBatch into)
    {
        State.Rates.OpenDue(now.UtcTicks);
        bool isHalfOpen = HalfOpenDue(now, into);
        if (AssignDecision.ReleaseDue(State, now) is not { } released)
        {
            return isHalfOpen;
        }

        Commit(released, into);
        return true;
    }

    /// <summary>Starts up to so many attempts on a worker.</summary>
    public AttemptsAssigned Assign(AssignAttempts command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentException.ThrowIfNullOrWhiteSpace(command.WorkerId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(command.WorkerId.Length, MaxWorkerIdLength, nameof(command));
        ReleaseDue(now, into);
        var terms = TermsOf(command);
        List<Assignment> assignments = [];
        while (assignments.Count < command.MaxCount
               && Choose(terms, command.WorkerId, now) is { Slot: var slot and not SlotStore.None } choice)
        {
            var spec = SpecOf(slot);
            var @event = AssignDecision.Start(State, _settings, slot, spec, command.WorkerId, now);
            Commit(@event, into);
            if (@event is AttemptStarted started)
            {
                CommitWithStart(choice, now, into);
                assignments.Add(new Assignment(
                    spec,
                    started.Attempt,
                    started.Timeout,
                    new DateTimeOffset(State.Slots[slot].WakeAt, TimeSpan.Zero),
                    started.IsAlone).Carrying(ref State.Slots[slot]));
            }
        }

        return new AttemptsAssigned(command.WorkerId, assignments);
    }

    /// <summary>Records an attempt's success.</summary>
    public AttemptReported Complete(CompleteAttempt command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (Refusal(command.Id, command.Attempt) is { } refusal)
        {
            return refusal;
        }

        bool isProbe = IsProbe(command.Id);
        var @event = Commit(AttemptDecision.Complete(_settings, command, now), into);
        SettleBreaker(@event, command.Id, isProbe, now, into);
        return Report(command.Id, command.Attempt, @event);
    }

    /// <summary>Records an attempt's failure: a retry with backoff, or the end.</summary>
    public AttemptReported Fail(FailAttempt command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.JitterFraction is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(command), command.JitterFraction, "The jitter fraction is 0 to 1.");
        }

        if (command.Class is FailureClass.None || !Enum.IsDefined(command.Class))
        {
            throw new ArgumentOutOfRangeException(nameof(command), command.Class, "Not a failure class.");
        }

        if (Refusal(command.Id, command.Attempt) is { } refusal)
        {
            return refusal;
        }

        int slot = State.FindLive(command.Id);
        var options = SpecOf(slot).Retry ?? _settings.Retry;
        bool isProbe = IsProbe(command.Id);
        var @event = Commit(AttemptDecision.Fail(State, _settings, slot, options, command, now), into);
        SettleBreaker(@event, command.Id, isProbe, now, into);
        return Report(command.Id, command.Attempt, @event) with
        {
            Retry = AttemptDecision.Charged(ref State.Slots[slot], command.Class),
            MaxRetries = AttemptDecision.MaxRetries(_settings, options, command.Class),
        };
    }

    /// <summary>Takes an unfinished attempt back at no cost.</summary>
    public AttemptReported Release(ReleaseAttempt command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (Refusal(command.Id, command.Attempt) is { } refusal)
        {
            return refusal;
        }

        var @event = AttemptDecision.Release(State, _settings, State.FindLive(command.Id), SpecOf(State.FindLive(command.Id)).Retry ?? _settings.Retry, command, now);
        return Report(command.Id, command.Attempt, Commit(@event, into));
    }

    /// <summary>Keeps a running attempt's progress in memory; false when the attempt is not the current one.</summary>
    public bool SetProgress(SetProgress command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!State.IsRunning(command.Id, command.Attempt))
        {
            return false;
        }

        State.Progress[State.FindLive(command.Id)] = command.Progress;
        return true;
    }

    /// <summary>Cancels a waiting task at once; asks a running one's worker to stop.</summary>
    public TaskCancelAnswered Cancel(CancelTask command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        int slot = State.FindLive(command.Id);
        if (slot == SlotStore.None)
        {
            var remembered = State.Remembered.StatusOf(command.Id);
            var result = remembered == QueueTaskStatus.None ? CancelResult.NotFound : CancelResult.AlreadyFinished;
            return new TaskCancelAnswered(command.Id, result, remembered);
        }

        ref var task = ref State.Slots[slot];
        if (task.Status.IsFinal())
        {
            return new TaskCancelAnswered(command.Id, CancelResult.AlreadyFinished, task.Status);
        }

        if (task.Status != QueueTaskStatus.Processing)
        {
            Commit(new TaskCancelled(now, command.Id, task.Attempt), into);
            return new TaskCancelAnswered(command.Id, CancelResult.Cancelled, QueueTaskStatus.Cancelled);
        }

        if (!task.IsCancelRequested)
        {
            Commit(new CancelRequested(now, command.Id), into);
        }

        return new TaskCancelAnswered(command.Id, CancelResult.Requested, QueueTaskStatus.Processing);
    }

    /// <summary>Pauses, resumes or drains the queue.</summary>
    public QueueControlled SetMode(QueueMode mode, DateTimeOffset now, EventBatch into)
    {
        if (mode is not (QueueMode.Running or QueueMode.Paused or QueueMode.Draining))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a queue mode.");
        }

        if (State.Mode == mode)
        {
            return new QueueControlled(mode, Changed: false);
        }

        Commit(new QueueModeChanged(now, mode), into);
        return new QueueControlled(mode, Changed: true);
    }

    /// <summary>Begins a new owner's time; where no earlier worker can be alive, takes all attempts back.</summary>
    /// <exception cref="ArgumentException">The epoch is not higher than the last owner's.</exception>
    public WorkersLost TakeOwnership(TakeOwnership command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Epoch <= State.Epoch)
        {
            throw new ArgumentException(
                $"The epoch {command.Epoch} is not higher than the last owner's, {State.Epoch}.", nameof(command));
        }

        Commit(new OwnershipTaken(now, command.Epoch), into);
        return command.AllWorkersLost ? TakeBack(workerId: null, now, into) : new WorkersLost(0, 0, 0);
    }

    /// <summary>Takes back the attempts of a worker that is confirmed dead.</summary>
    public WorkersLost LoseWorker(LoseWorker command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        DetachWorker(command.WorkerId);
        return TakeBack(command.WorkerId, now, into);
    }

    /// <summary>Lets finished tasks go that the history has.</summary>
    public TasksArchived Archive(ArchiveFinished command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        ForgetBatches(_settings.MaxBatches, now, into);
        int before = State.FinishedCount;
        if (before == 0 || State.Slots[State.FinishedTasks.First].FinishedPosition > command.UpToPosition)
        {
            return new TasksArchived(0);
        }

        // An id may have been made as much later than it ended as clocks may differ.
        var forgetBefore = now - _settings.IdempotencyWindow - _settings.MaxClockSkew;
        Commit(new FinishedArchived(now, command.UpToPosition, forgetBefore, _settings.MaxRememberedIds), into);
        return new TasksArchived(before - State.FinishedCount);
    }

    private WorkersLost TakeBack(string? workerId, DateTimeOffset now, EventBatch into) =>
        TakeBack(LostWorkerDecision.Attempts(State, workerId), now, into);

    private WorkersLost TakeBack(int[] slots, DateTimeOffset now, EventBatch into)
    {
        int interrupted = 0, failed = 0, cancelled = 0;
        foreach (int slot in slots)
        {
            switch (Commit(LostWorkerDecision.Decide(State, _settings, slot, now), into))
            {
                case AttemptInterrupted:
                    interrupted++;
                    break;
                case TaskFailed:
                    failed++;
                    break;
                default:
                    cancelled++;
                    break;
            }
        }

        return new WorkersLost(interrupted, failed, cancelled);
    }

    private QueueEvent Commit(QueueEvent @event, EventBatch into)
    {
        Add(@event, into);
        Settle(@event.At, into);
        return @event;
    }

    private TaskSpec SpecOf(int slot)
    {
        ref var task = ref State.Slots[slot];
        return task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null);
    }

    /// <summary>Null when the report is about the current attempt.</summary>
    private AttemptReported? Refusal(TaskId id, int attempt)
    {
        if (State.IsRunning(id, attempt))
        {
            return null;
        }

        int slot = State.FindLive(id);
        if (slot == SlotStore.None)
        {
            State.StaleReports++;
            return new AttemptReported(id, attempt, AttemptOutcome.Stale) { Status = State.Remembered.StatusOf(id) };
        }

        // Workers repeat a report until its commit is acknowledged; only a fenced attempt's report is stale.
        ref var task = ref State.Slots[slot];
        bool isRepeated = task.HasHeard(attempt);
        if (!isRepeated)
        {
            State.StaleReports++;
        }

        return new AttemptReported(id, attempt, isRepeated ? AttemptOutcome.AlreadyRecorded : AttemptOutcome.Stale)
        {
            Status = task.Status,
        };
    }

    private AttemptReported Report(TaskId id, int attempt, QueueEvent @event)
    {
        // Not what the event alone says: a task that is to be paused is so, whatever its attempt came to.
        var status = State.Slots[State.FindLive(id)].Status;
        return @event switch
        {
            TaskCompleted => new(id, attempt, AttemptOutcome.Completed) { Status = status },
            RetryScheduled retry => new(id, attempt, AttemptOutcome.RetryScheduled) { Status = status, DueAt = retry.DueAt, Error = retry.Error },
            TaskFailed failed => new(id, attempt, AttemptOutcome.Failed) { Status = status, Error = failed.Error },
            TaskCancelled => new(id, attempt, AttemptOutcome.Cancelled) { Status = status },
            AttemptReleased or AttemptPaused => new(id, attempt, AttemptOutcome.Released) { Status = status },
            _ => throw new InvalidOperationException($"No report leads to {@event.GetType().Name}."),
        };
    }
}
