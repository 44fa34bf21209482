using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Decisions;
using ActorQueue.Core.Events;
using ActorQueue.Core.Schedules;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>Schedules: each occurrence becomes one task, enqueued and ticked off in one commit.</summary>
public sealed partial class QueuePartition
{
    /// <summary>Most occurrences that one decision fires, so that a commit stays of bounded size; the rest is still due.</summary>
    public const int MaxFiringsAtOnce = 256;

    private static readonly TimeSpan MinRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>Adds a schedule or replaces the one of its id.</summary>
    public ScheduleAnswered AddSchedule(AddSchedule command, IOccurrences occurrences, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(occurrences);
        var spec = command.Schedule;
        List<string> problems = [.. spec.Validate()];
        if (problems.Count == 0 && occurrences.ProblemWith(spec.Cron, spec.TimeZone) is { } problem)
        {
            problems.Add(problem);
        }

        if (problems.Count > 0)
        {
            return Rejected(spec.Id, RejectReasons.Invalid, string.Join("; ", problems));
        }

        if (spec.Task.TotalPayloadBytes is var payloadBytes && payloadBytes > _settings.MaxPayloadBytes)
        {
            return Rejected(spec.Id, RejectReasons.PayloadTooLarge,
                $"The payload has {payloadBytes} bytes, those of its follow-ups included, at most {_settings.MaxPayloadBytes} are allowed.");
        }

        var replaced = State.Schedules.Find(spec.Id);
        if (replaced is null && State.Schedules.Count >= _settings.MaxSchedules)
        {
            return Rejected(spec.Id, RejectReasons.TooManySchedules,
                $"The queue has {Counted.Of(State.Schedules.Count, "schedule")}, at most {_settings.MaxSchedules} may be.");
        }

        var definition = ScheduleDefinition.Of(spec);
        var after = ScheduleDecision.From(now, replaced?.LastAt);
        var next = ScheduleDecision.Next(definition, occurrences, after);
        if (next is null)
        {
            return Rejected(spec.Id, RejectReasons.Invalid, "cron: no time after now, and within startAt and endAt, fits the expression");
        }

        Commit(new ScheduleAdded(now, definition, after, next), into);
        return Answer(spec.Id, replaced is null ? ScheduleResult.Added : ScheduleResult.Replaced);
    }

    /// <summary>Removes a schedule.</summary>
    public ScheduleAnswered RemoveSchedule(RemoveSchedule command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (State.Schedules.Find(command.Id) is null)
        {
            return Answer(command.Id, ScheduleResult.NotFound);
        }

        Commit(new ScheduleRemoved(now, command.Id), into);
        return Answer(command.Id, ScheduleResult.Removed);
    }

    /// <summary>Holds a schedule back.</summary>
    public ScheduleAnswered PauseSchedule(PauseSchedule command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (State.Schedules.Find(command.Id) is not { IsPaused: false } entry)
        {
            return Unchanged(command.Id);
        }

        Commit(new SchedulePaused(now, entry.Id), into);
        return Answer(entry.Id, ScheduleResult.Paused);
    }

    /// <summary>Lets a paused schedule go on with what comes after now.</summary>
    public ScheduleAnswered ResumeSchedule(ResumeSchedule command, IOccurrences occurrences, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(occurrences);
        if (State.Schedules.Find(command.Id) is not { IsPaused: true } entry)
        {
            return Unchanged(command.Id);
        }

        if (occurrences.ProblemWith(entry.Definition.Cron, entry.Definition.TimeZone) is { } problem)
        {
            return Rejected(entry.Id, RejectReasons.Invalid, problem);
        }

        var after = ScheduleDecision.From(now, entry.LastAt);
        Commit(new ScheduleResumed(now, entry.Id, after, ScheduleDecision.Next(entry.Definition, occurrences, after)), into);
        return Answer(entry.Id, ScheduleResult.Resumed);
    }

    /// <summary>Enqueues a schedule's task now, beside its occurrences.</summary>
    public ScheduleAnswered TriggerSchedule(TriggerSchedule command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (State.Schedules.Find(command.Id) is not { } entry)
        {
            return Answer(command.Id, ScheduleResult.NotFound);
        }

        var outcome = EnqueueOne(entry.Definition.TaskWith(command.TaskId), now, into);
        if (outcome.Result == EnqueueResult.Rejected)
        {
            return Rejected(entry.Id, outcome.Reason, outcome.Message);
        }

        if (outcome.Result == EnqueueResult.Accepted)
        {
            Commit(new ScheduleTriggered(now, entry.Id, command.TaskId), into);
        }

        return Answer(entry.Id, ScheduleResult.Triggered) with { TaskId = command.TaskId };
    }

    /// <summary>
    /// Looks for the next occurrences anew, because the rules of their zones may have changed since they were stored.
    /// For a new owner, once, before it fires anything.
    /// </summary>
    public void ReviewSchedules(IOccurrences occurrences, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(occurrences);
        foreach (var entry in State.Schedules.All.Where(entry => !entry.IsPaused).ToArray())
        {
            var definition = entry.Definition;
            if (occurrences.ProblemWith(definition.Cron, definition.TimeZone) is null
                && ScheduleDecision.Next(definition, occurrences, entry.After) is var next
                && next != entry.NextAt)
            {
                Commit(new ScheduleResumed(now, entry.Id, entry.After, next), into);
            }
        }
    }

    /// <summary>
    /// Makes tasks of the occurrences that are due, up to <see cref="MaxFiringsAtOnce"/>; those that find the queue full
    /// or draining are held, and tried again later.
    /// </summary>
    public SchedulesFired FireSchedules(IOccurrences occurrences, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(occurrences);
        var firing = new ScheduleFiring(this, occurrences, now, into);
        foreach (string id in State.Schedules.DueAt(now))
        {
            firing.Fire(State.Schedules.Find(id)!);
        }

        return firing.Result;
    }

    private ScheduleAnswered Unchanged(string id) =>
        Answer(id, State.Schedules.Find(id) is null ? ScheduleResult.NotFound : ScheduleResult.Unchanged);

    private ScheduleAnswered Answer(string id, ScheduleResult result) => new(id, result, State.FindSchedule(id));

    private ScheduleAnswered Rejected(string id, string? reason, string? message) =>
        Answer(id, ScheduleResult.Rejected) with { Reason = reason, Message = message };

    /// <summary>One round of firing.</summary>
    private sealed class ScheduleFiring(QueuePartition queue, IOccurrences occurrences, DateTimeOffset now, EventBatch into)
    {
        private readonly List<(string, TaskSpec)> _fired = [];
        private readonly List<(ScheduleSkipped, string?)> _skipped = [];
        private readonly List<ScheduleHeld> _held = [];
        private int _left = MaxFiringsAtOnce;

        public SchedulesFired Result => new(_fired, _skipped, _held);

        public void Fire(ScheduleEntry entry)
        {
            if (_left == 0)
            {
                return;
            }

            if (occurrences.ProblemWith(entry.Definition.Cron, entry.Definition.TimeZone) is { } problem)
            {
                Hold(entry, problem);
                return;
            }

            if (ScheduleDecision.PassOver(entry, occurrences, queue._settings.MisfireThreshold, now) is { } passedOver)
            {
                Skip(passedOver, message: null);
            }

            while (_left > 0 && entry.NextAt <= now && FireNext(entry))
            {
                _left--;
            }
        }

        private bool FireNext(ScheduleEntry entry)
        {
            var occurrence = entry.NextAt!.Value;
            var next = ScheduleDecision.Next(entry.Definition, occurrences, occurrence);
            if (entry.Definition.Overlap == OverlapPolicy.Skip && queue.State.IsUnfinished(entry.LastTaskId))
            {
                Skip(new ScheduleSkipped(now, entry.Id, occurrence, next, 1, SkipReason.Overlap), message: null);
                return true;
            }

            var task = entry.Definition.TaskWith(OccurrenceId.Of(entry.Id, occurrence));
            var outcome = queue.EnqueueOne(task, now, into, isOccurrence: true);
            if (outcome.Result != EnqueueResult.Rejected)
            {
                queue.Commit(new ScheduleFired(now, entry.Id, occurrence, next, outcome.ExistingId ?? outcome.Id), into);
                if (outcome.Result == EnqueueResult.Accepted)
                {
                    _fired.Add((entry.Id, task));
                }

                return true;
            }

            if (outcome.Reason is RejectReasons.QueueFull or RejectReasons.Draining)
            {
                Hold(entry, $"{outcome.Reason}: {outcome.Message}");
                return false;
            }

            Skip(new ScheduleSkipped(now, entry.Id, occurrence, next, 1, SkipReason.Refused), outcome.Message);
            return true;
        }

        /// <summary>The longer it has waited, the rarer it is tried: a full queue must not fill the journal too.</summary>
        private void Hold(ScheduleEntry entry, string problem)
        {
            var late = now - entry.NextAt!.Value;
            var delay = late < MinRetryDelay ? MinRetryDelay : late > MaxRetryDelay ? MaxRetryDelay : late;
            string cut = problem.Length <= ScheduleDecision.MaxProblemLength ? problem : problem[..ScheduleDecision.MaxProblemLength];
            var held = new ScheduleHeld(now, entry.Id, now + delay, cut);
            queue.Commit(held, into);
            _held.Add(held);
        }

        private void Skip(ScheduleSkipped skipped, string? message)
        {
            queue.Commit(skipped, into);
            _skipped.Add((skipped, message));
        }
    }
}
