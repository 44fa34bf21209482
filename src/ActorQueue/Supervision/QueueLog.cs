using System.Globalization;
using Akka.Event;
using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.State;
using ActorQueue.Core.Workers;

namespace ActorQueue.Supervision;

/// <summary>The queue's log lines; people and checkers search for them, so their wording is an interface.</summary>
internal sealed class QueueLog(ILoggingAdapter log)
{
    public void Enqueued(EnqueueTasks command, TasksEnqueued reply)
    {
        if (!log.IsInfoEnabled)
        {
            return;
        }

        for (var i = 0; i < command.Tasks.Count; i++)
        {
            if (reply.Outcomes[i].Result == EnqueueResult.Accepted)
            {
                var task = command.Tasks[i];
                log.Info("Queue: Added task {0} for {1} (priority: {2})", task.Id, task.Name, task.Priority);
            }
        }
    }

    public void Reported(AttemptReported report)
    {
        switch (report.Outcome)
        {
            case AttemptOutcome.RetryScheduled:
                log.Warning("Queue: Task {0} retry {1}/{2}", report.Id, report.Retry, report.MaxRetries);
                break;
            case AttemptOutcome.Failed:
                log.Error("Queue: Task {0} failed after {1} retries: {2}: {3}", report.Id, Math.Max(0, report.Retry - 1), report.Error?.Code, report.Error?.Message);
                break;
            case AttemptOutcome.Stale:
                log.Warning("Queue: Refused a report about attempt {0} of task {1}, which is not the current one", report.Attempt, report.Id);
                break;
            case AttemptOutcome.None or AttemptOutcome.Completed or AttemptOutcome.Cancelled or AttemptOutcome.Released or AttemptOutcome.AlreadyRecorded:
                log.Debug("Queue: Task {0} attempt {1}: {2}", report.Id, report.Attempt, report.Outcome);
                break;
            default:
                throw new InvalidOperationException($"The outcome {report.Outcome} has no log line.");
        }
    }

    public void Progress(QueueStatistics statistics)
    {
        var done = statistics.CompletedTasks + statistics.FailedTasks + statistics.CancelledTasks;
        if (done < statistics.TotalTasks)
        {
            log.Info("Queue: Progress: {0:F1}% ({1}/{2})", 100.0 * done / statistics.TotalTasks, done, statistics.TotalTasks);
        }
    }

    public void WorkerAttached(string workerId, int slots) => log.Info("Queue: Started processing with {0} workers ({1})", slots, workerId);

    public void WorkerLost(string workerId, WorkersLost lost) => log.Warning(
        "Queue: Worker {0} is lost; {1} again, {2} failed as crashed, {3} cancelled",
        workerId, Counted.Of(lost.Interrupted, "attempt waits", "attempts wait"), Counted.Of(lost.Failed, "task"), lost.Cancelled);

    public void Recovered(QueueState state, long epoch) =>
        log.Info("Queue: Recovered {0} at position {1}, epoch {2}", Counted.Of(state.LiveCount, "live task"), state.Position, epoch);

    public void ModeSet(QueueControlled reply)
    {
        if (reply.Changed)
        {
            log.Info("Queue: {0}", reply.Mode);
        }
    }

    public void KindSet(KindControlled reply)
    {
        if (reply.Changed)
        {
            log.Info("Queue: {0} tasks of kind {1}", reply.IsPaused ? "Paused" : "Resumed", reply.Kind);
        }
    }

    public void WorkerRegistered(WorkerDefinition worker) => log.Info(
        "Queue: Worker {0} registered ({1} at once, {2})", worker.Id, Counted.Of(worker.MaxAttempts, "attempt"), worker.Kinds.Count == 0 ? "all kinds" : string.Join(", ", worker.Kinds));

    public void WorkerUnregistered(string workerId) => log.Info("Queue: Worker {0} unregistered", workerId);

    public void WorkerPaused(string workerId, bool isPaused) => log.Info("Queue: Worker {0} {1}", workerId, isPaused ? "paused" : "resumed");

    public void WorkerRefused(IWorkerCall call, WorkerAnswered answer)
    {
        if (!answer.IsAccepted)
        {
            log.Warning("Queue: Refused {0} of worker {1}: {2}: {3}", call.GetType().Name, call.Worker?.WorkerId, answer.Reason, answer.Message);
        }
    }

    public void LeaseExpired(string workerId, TaskId id, int attempt, WorkersLost lost) => log.Warning(
        "Queue: The lease of worker {0} on task {1} attempt {2} ran out; {3}", workerId, id, attempt,
        lost.Interrupted > 0 ? "the task waits again" : lost.Failed > 0 ? "the task failed as crashed" : "the task is cancelled");

    public void ScheduleChanged(ScheduleAnswered reply)
    {
        if (reply.Result is ScheduleResult.Added or ScheduleResult.Replaced or ScheduleResult.Removed or ScheduleResult.Paused or ScheduleResult.Resumed or ScheduleResult.Triggered)
        {
            log.Info("Queue: Schedule {0}: {1} (next: {2})", reply.Id, reply.Result, reply.Schedule?.NextAt?.ToString("O", CultureInfo.InvariantCulture) ?? "none");
        }
    }

    public void SchedulesFired(SchedulesFired fired)
    {
        foreach (var (schedule, task) in fired.Fired)
        {
            log.Info("Queue: Added task {0} for {1} (priority: {2}) by schedule {3}", task.Id, task.Name, task.Priority, schedule);
        }

        foreach (var (skipped, message) in fired.Skipped)
        {
            log.Warning("Queue: Schedule {0} passed over {1} up to {2:O} ({3}){4}", skipped.Id, Counted.Of(skipped.Count, "occurrence"), skipped.Last, skipped.Reason, message is null ? string.Empty : ": " + message);
        }

        foreach (var held in fired.Held)
        {
            log.Warning("Queue: Schedule {0} waits and tries again at {1:O}: {2}", held.Id, held.RetryAt, held.Problem);
        }
    }

    public void JournalLost() => log.Error("Queue: The journal has stopped; the queue recovers from what is on disk");
}
