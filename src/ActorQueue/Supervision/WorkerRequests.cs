using System.Buffers.Text;
using System.Security.Cryptography;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Workers;
using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>
/// The calls of workers that are not the queue's own, each checked against the caller's identity and its lease, and what clients ask about workers.
/// </summary>
internal sealed class WorkerRequests(LiveQueue live, LeaseTable leases, WaitingCalls waiting, QueueSetup setup, QueueLog log)
{
    private const int TokenBytes = 32;
    private const int IdBytes = 6;

    public void AddTo(QueueRequests requests)
    {
        requests.On<RegisterWorker>(Register);
        requests.On<UnregisterWorker>(Call<UnregisterWorker>(Unregister));
        requests.On<WorkerHeartbeat>(Call<WorkerHeartbeat>(Renew));
        requests.On<GetNextTask>(Call<GetNextTask>(LeaseOrWait));
        requests.On<StopWaiting>(Call<StopWaiting>(StopWaiting));
        requests.On<CompleteTask>(Call<CompleteTask>(Complete));
        requests.On<FailTask>(Call<FailTask>(Fail));
        requests.On<ReleaseTask>(Call<ReleaseTask>(Release));
        requests.On<PauseWorker>(command => SetPaused(command.WorkerId, isPaused: true));
        requests.On<ResumeWorker>(command => SetPaused(command.WorkerId, isPaused: false));
        requests.On<ListWorkers>(_ => new WorkerList([.. live.State.RegisteredWorkers().Select(worker => View(worker.Id)!)]));
    }

    private WorkerAnswered Register(RegisterWorker command)
    {
        List<string> problems = [.. command.Registration.Validate()];
        if (problems.Count > 0)
        {
            return Refused(WorkerRefusals.Invalid, string.Join("; ", problems));
        }

        var registration = command.Registration;
        if (registration.Queue is { } queue && queue != setup.Settings.QueueName)
        {
            return Refused(WorkerRefusals.WrongQueue, $"This is the queue '{setup.Settings.QueueName}', not '{queue}'.");
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var worker = new WorkerDefinition
        {
            Id = $"{registration.Name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}",
            Name = registration.Name,
            TokenHash = QueuePartition.HashOf(token),
            Kinds = [.. registration.Kinds],
            MinPriority = registration.MinPriority,
            MaxPriority = registration.MaxPriority,
            MaxAttempts = registration.MaxAttempts,
        };
        if (live.Decide(into => live.Partition.RegisterWorker(worker, live.Now, into)) is null)
        {
            return Refused(WorkerRefusals.TooManyWorkers, $"As many workers are registered as may be ({setup.Settings.Queue.MaxWorkers}).");
        }

        leases.Enter(worker.Id, live.Now);
        log.WorkerRegistered(worker);
        return new WorkerAnswered
        {
            Identity = new WorkerIdentity(worker.Id, token),
            LeaseTimeout = leases.Timeout,
            HeartbeatInterval = setup.Settings.Workers.HeartbeatInterval,
        };
    }

    private WorkerAnswered Unregister(UnregisterWorker call)
    {
        live.Decide(into => live.Partition.UnregisterWorker(call.Worker.WorkerId, isLost: false, live.Now, into));
        leases.Forget(call.Worker.WorkerId);
        log.WorkerUnregistered(call.Worker.WorkerId);
        return new WorkerAnswered();
    }

    private WorkerAnswered Renew(WorkerHeartbeat call)
    {
        leases.Saw(call.Worker.WorkerId, live.Now, new Presence { IsStopped = call.Status == WorkerStatus.Stopped, IsFaulty = call.Status == WorkerStatus.Error });
        foreach (var progress in call.Progress ?? [])
        {
            if (live.State.RunningAttempt(progress.Id) is { } running && running == (progress.Attempt, call.Worker.WorkerId))
            {
                Keep(progress);
            }
        }

        var held = live.State.AssignmentsOf(call.Worker.WorkerId);
        foreach (var assignment in held)
        {
            leases.Renew(assignment, live.Now);
        }

        return new WorkerAnswered { Leases = [.. held.Select(LeaseOf)], IsPaused = live.State.IsWorkerPaused(call.Worker.WorkerId) };
    }

    private void Keep(AttemptProgress message)
    {
        if (message.Progress is { } progress)
        {
            live.SetProgress(new SetProgress(message.Id, message.Attempt, progress));
        }

        if (message.Checkpoint is { } state)
        {
            live.Decide(into => live.Partition.Save(new SaveCheckpoint(message.Id, message.Attempt, state.ToArray()), live.Now, into));
        }
    }

    private object LeaseOrWait(GetNextTask call)
    {
        if (call.Wait < TimeSpan.Zero || call.Wait > GetNextTask.MaxWait)
        {
            return Refused(WorkerRefusals.Invalid, $"wait: {call.Wait} is not in the range 0 to {GetNextTask.MaxWait}");
        }

        var answer = Lease(call);
        return answer is { IsAccepted: true, Leases.Count: 0 } && call.Wait > TimeSpan.Zero ? waiting.Park(call) : answer;
    }

    private WorkerAnswered StopWaiting(StopWaiting call)
    {
        waiting.Withdraw(call);
        return new WorkerAnswered();
    }

    /// <summary>Leases what there is for a worker that calls, or has called and waits.</summary>
    public WorkerAnswered Lease(GetNextTask call)
    {
        var (refusal, assignment) = live.Decide(into => live.Partition.Lease(call.Worker, live.Now, into));
        if (refusal is not null)
        {
            return refusal;
        }

        if (assignment is null)
        {
            return waiting.NothingFor(call);
        }

        leases.Renew(assignment, live.Now);
        return new WorkerAnswered { Leases = [LeaseOf(assignment)] };
    }

    private WorkerAnswered Complete(CompleteTask call) => Report(
        call, call.Id, call.Attempt, into => live.Partition.Complete(new CompleteAttempt(call.Id, call.Attempt, call.Result.ToArray()), live.Now, into));

    private WorkerAnswered Fail(FailTask call)
    {
        if (call.Error is not { Code.Length: > 0, Message: not null } || call.Class is FailureClass.None || !Enum.IsDefined(call.Class))
        {
            return Refused(WorkerRefusals.Invalid, "error: must have a code and a message; class: must be a failure class");
        }

        return Report(call, call.Id, call.Attempt, into => live.Partition.Fail(
            new FailAttempt(call.Id, call.Attempt, call.Error, call.Class, setup.Jitter.NextDouble()), live.Now, into));
    }

    private WorkerAnswered Release(ReleaseTask call) => Report(
        call, call.Id, call.Attempt, into => live.Partition.Release(new ReleaseAttempt(call.Id, call.Attempt), live.Now, into));

    private WorkerAnswered Report(IWorkerCall call, TaskId id, int attempt, Func<Core.Events.EventBatch, AttemptReported> report)
    {
        if (live.Partition.CheckLease(call.Worker, id, attempt) is { } answer)
        {
            log.WorkerRefused(call, answer);
            return answer;
        }

        var reported = live.Decide(report);
        leases.Forget(new AttemptKey(id, attempt));
        log.Reported(reported);
        return new WorkerAnswered { Status = reported.Status, DueAt = reported.DueAt };
    }

    private WorkerControlled SetPaused(string workerId, bool isPaused)
    {
        var changed = live.Decide(into => live.Partition.SetWorkerPaused(workerId, isPaused, live.Now, into));
        if (changed)
        {
            log.WorkerPaused(workerId, isPaused);
        }

        return new WorkerControlled(workerId, View(workerId), changed);
    }

    /// <summary>Answers a call only to whom it says it comes from; every such call is a sign of life.</summary>
    private Func<T, object> Call<T>(Func<T, object> answer)
        where T : IWorkerCall => call =>
    {
        if (live.Partition.CheckIdentity(call.Worker) is { } refusal)
        {
            log.WorkerRefused(call, refusal);
            return refusal;
        }

        leases.Saw(call.Worker.WorkerId, live.Now);
        return answer(call);
    };

    private WorkerView? View(string workerId)
    {
        if (live.State.ViewWorker(workerId, live.Now) is not { } view)
        {
            return null;
        }

        var presence = leases.PresenceOf(workerId);
        var isSilent = live.Now - leases.LastSeen(workerId) > leases.Timeout;
        return view with
        {
            LastHeartbeatAt = presence?.At,
            Waiting = waiting.CountOf(workerId),
            MaxAttempts = presence?.Slots ?? view.MaxAttempts,
            Status = isSilent || presence is { IsFaulty: true } ? WorkerStatus.Error : presence is { IsStopped: true } ? WorkerStatus.Stopped : view.Status,
        };
    }

    private TaskLease LeaseOf(Assignment assignment)
    {
        var task = live.State.Find(assignment.Id);
        return new TaskLease(assignment.Task, assignment.Attempt, leases.ExpiryOf(AttemptKey.Of(assignment)), assignment.Deadline)
        {
            IsAlone = assignment.IsAlone,
            IsCancelRequested = task is { IsCancelRequested: true },
            IsPauseRequested = task is { IsPauseRequested: true },

            // A bare null would convert to empty memory, which is a checkpoint; this is none.
            Checkpoint = assignment.Checkpoint is { } state ? new ReadOnlyMemory<byte>(state) : default(ReadOnlyMemory<byte>?),
        };
    }

    private static WorkerAnswered Refused(string reason, string message) => new() { Reason = reason, Message = message };
}
