using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Tests.Model;

/// <content>What is compared, and how a run ends.</content>
internal sealed partial class ModelRun
{
    private void TellTheOrderOfAcceptance()
    {
        for (; _audited < _real.Journal.Count; _audited++)
        {
            var @event = _real.Journal[_audited];
            _audit.Read(@event);
            var id = @event switch
            {
                TaskEnqueued enqueued => enqueued.Id,
                TaskRevived revived => revived.Id,
                _ => default,
            };
            if (id != default)
            {
                _model.Find(id).ShouldNotBeNull($"position {_audited + 1} accepts what the model does not");
                _model.Renumber(id, _audited + 1);
            }
        }
    }

    private void TheyAgree()
    {
        foreach (var task in _model.All)
        {
            if (task.IsArchived)
            {
                _real.State.Find(task.Id).ShouldBeNull();
                (_real.State.FindRemembered(task.Id) ?? QueueTaskStatus.None).ShouldBe(_model.StatusOf(task.Id), task.Spec.Name);
            }
            else
            {
                TheyAgreeOn(task);
            }
        }

        TheCountsAgree();
        foreach (var batch in _model.Batches)
        {
            TheyAgreeOn(batch);
        }

        NoWakeIsMissed(_model.NextDueAt);
        _real.State.ExpiredAttempts(_real.Now).Select(attempt => attempt.Id).ShouldBe(_model.Overdue, ignoreOrder: true);
    }

    private void TheyAgreeOn(ModelTask task)
    {
        var view = _real.State.Find(task.Id).ShouldNotBeNull($"{task} is live");
        (view.Status, view.Priority, view.Run, view.IsCancelRequested, view.IsPauseRequested)
            .ShouldBe((task.Status, task.Priority, task.Run, task.IsCancelRequested, task.IsPauseRequested), task.Spec.Name);
        (view.PausedFrom ?? QueueTaskStatus.None).ShouldBe(task.PausedFrom, task.Spec.Name);
        view.DueAt.ShouldBe(task.Status is QueueTaskStatus.Scheduled or QueueTaskStatus.Retry ? task.DueAt : null, task.Spec.Name);
        view.DependsOn.ShouldBe(task.WaitsFor, task.Spec.Name);
        _real.State.RunningAttempt(task.Id).ShouldBe(task.IsRunning ? (task.Attempt, task.Worker!) : null, task.Spec.Name);
    }

    private void TheCountsAgree()
    {
        var numbers = _real.State.Statistics(_real.Now);
        foreach (var (status, count) in new (QueueTaskStatus, long)[]
        {
            (QueueTaskStatus.Pending, numbers.PendingTasks),
            (QueueTaskStatus.Scheduled, numbers.ScheduledTasks),
            (QueueTaskStatus.Blocked, numbers.BlockedTasks),
            (QueueTaskStatus.Processing, numbers.ProcessingTasks),
            (QueueTaskStatus.Retry, numbers.RetryTasks),
            (QueueTaskStatus.Paused, numbers.PausedTasks),
        })
        {
            count.ShouldBe(_model.All.Count(task => task.Status == status), status.ToString());
        }

        (numbers.TotalTasks, numbers.CompletedTasks, numbers.FailedTasks, numbers.CancelledTasks, numbers.Retries, numbers.InterruptedAttempts)
            .ShouldBe((_model.Accepted, _model.Ends[QueueTaskStatus.Completed], _model.Ends[QueueTaskStatus.Failed], _model.Ends[QueueTaskStatus.Cancelled], _model.Retries, _model.Interrupted));
        (numbers.StaleReports, numbers.RefusedWorkerCalls).ShouldBe((_model.StaleReports, _model.RefusedCalls), "every refusal is counted");
        (_real.State.LiveCount, _real.State.WaitingCount, _real.State.ReadyCount)
            .ShouldBe((_model.Live.Count(), _model.WaitingCount, _model.Ready.Count()));
    }

    private void TheyAgreeOn(ModelBatch batch)
    {
        var view = _real.State.FindBatch(batch.Id);
        (view is null).ShouldBe(batch.IsForgotten, batch.Spec.Name);
        if (view is null)
        {
            return;
        }

        var counts = _model.MembersOf(batch).CountBy(task => task.Status).ToDictionary();
        (view.PendingTasks, view.ScheduledTasks, view.BlockedTasks, view.ProcessingTasks, view.RetryTasks, view.PausedTasks)
            .ShouldBe((Of(QueueTaskStatus.Pending), Of(QueueTaskStatus.Scheduled), Of(QueueTaskStatus.Blocked), Of(QueueTaskStatus.Processing), Of(QueueTaskStatus.Retry), Of(QueueTaskStatus.Paused)), batch.Spec.Name);
        (view.TotalTasks, view.CompletedTasks, view.FailedTasks + view.CancelledTasks)
            .ShouldBe((counts.Values.Sum(), Of(QueueTaskStatus.Completed), Of(QueueTaskStatus.Failed) + Of(QueueTaskStatus.Cancelled)), batch.Spec.Name);
        (batch.IsBlurred || view.FailedTasks == Of(QueueTaskStatus.Failed)).ShouldBeTrue($"{batch.Spec.Name} has {Of(QueueTaskStatus.Failed)} failed members");
        var children = _model.ChildrenOf(batch).ToArray();
        (view.OpenBatches, view.CompletedBatches, view.FailedBatches)
            .ShouldBe((children.Count(child => !child.HasEnded), children.Count(child => child.EndedWell), children.Count(child => child is { HasEnded: true, EndedWell: false })), batch.Spec.Name);
        var status = !batch.IsSealed ? BatchStatus.Open : !batch.HasEnded ? BatchStatus.Sealed : batch.EndedWell ? BatchStatus.Completed : BatchStatus.Failed;
        (view.Status, view.Runs).ShouldBe((status, batch.Runs), batch.Spec.Name);

        long Of(QueueTaskStatus one) => counts.GetValueOrDefault(one);
    }

    /// <summary>Whoever drives the queue sleeps until the time that it names, so that may be early but never late.</summary>
    private void NoWakeIsMissed(DateTimeOffset? due)
    {
        if (due is { } at)
        {
            _real.State.NextDueAt().ShouldNotBeNull().ShouldBeLessThanOrEqualTo(at);
        }
    }

    private void EveryWaitIsExplained()
    {
        var order = _model.WouldStart().Index().ToDictionary(place => place.Item, place => place.Index);
        foreach (var task in _model.Live)
        {
            var told = _real.Queue.Explain(task.Id, _real.Now).ShouldNotBeNull();
            told.Status.ShouldBe(task.Status);
            if (!task.Status.IsWaiting())
            {
                told.Reasons.ShouldBeEmpty();
                continue;
            }

            var waits = _model.WaitsOf(task);
            told.Reasons.Where(reason => reason.Code is not (WaitReasons.BehindOthers or WaitReasons.NextInOrder))
                .Select(reason => (reason.Code, reason.Until)).ShouldBe(waits, ignoreOrder: true, task.Spec.Name);
            bool isReady = _model.Ready.Contains(task);
            (told.TasksAhead is not null).ShouldBe(isReady, task.Spec.Name);
            if (isReady && _model.HasPlaces && order.TryGetValue(task.Id, out int place))
            {
                told.TasksAhead.ShouldBe(place, task.Spec.Name);
                told.Reasons.Any(reason => reason.Code == WaitReasons.BehindOthers).ShouldBe(place > 0, task.Spec.Name);
                told.StartsAfter.ShouldBe(waits.Count == 0 ? place : null, task.Spec.Name);
            }

            bool isTimeAll = waits.Count > 0 && waits.All(wait => wait.Until is not null) && !(told.TasksAhead > 0);
            told.StartsAt.ShouldBe(isTimeAll ? waits.Max(wait => wait.Until) : null, task.Spec.Name);
        }

        foreach (var gone in _model.All.Where(task => task.IsArchived))
        {
            _real.Queue.Explain(gone.Id, _real.Now).ShouldBeNull();
        }
    }

    private void KeepSnapshot()
    {
        _kept = (StateCodec.Encode(_real.State, chunkBytes: 2048), _real.Journal.Count);
        _model.KeepSnapshot();
    }

    private void Restart(Recovery from)
    {
        EveryWayOfRecoveryLeadsToTheLiveState();
        _real.Continue(from switch
        {
            Recovery.Journal => _real.Replayed(),
            Recovery.KeptSnapshot => FromKept(),
            _ => StateCodec.Decode(StateCodec.Encode(_real.State), _real.State.Order),
        });
        _real.Queue.AttachRegisteredWorkers();
        foreach (var (id, terms) in _model.Attached)
        {
            _real.Queue.AttachWorker(id, terms);
        }

        _model.Recover(from);
    }

    private QueueState FromKept()
    {
        var state = StateCodec.Decode(_kept.Bytes, _real.State.Order);
        if (_real.Journal.Count > _kept.Position)
        {
            state.Replay(_kept.Position + 1, EventCodec.Decode(EventCodec.Encode(_kept.Position + 1, [.. _real.Journal.Skip(_kept.Position)])).Events);
        }

        return state;
    }

    private void EveryWayOfRecoveryLeadsToTheLiveState()
    {
        byte[] live = QueueScenario.SnapshotBytes(_real.State);
        QueueScenario.SnapshotBytes(_real.Replayed()).ShouldBe(live, "the journal leads to the live state");
        QueueScenario.SnapshotBytes(FromKept()).ShouldBe(live, "the snapshot and the rest of the journal lead to the live state");
    }

    /// <summary>With everything let go and one worker that takes anything, each accepted run comes to its one end.</summary>
    private void EveryRunComesToItsEnd()
    {
        One(new ModelCommand.Turn(QueueMode.Running));
        foreach (string kind in _model.PausedKinds.ToArray())
        {
            One(new ModelCommand.PauseKind(kind[1] - '0', IsPaused: false));
        }

        for (int round = 0; _model.Unended.Any(); round++)
        {
            round.ShouldBeLessThan(100, $"these do not end: {string.Join(", ", _model.Unended)}");
            foreach (var paused in _model.Unended.Where(task => task.Status == QueueTaskStatus.Paused).ToArray())
            {
                Pause(paused, isPaused: false);
            }

            foreach (var running in _model.Running.ToArray())
            {
                Report(running, running.Attempt, FailureClass.None, Verdict.Success);
            }

            TellTheOrderOfAcceptance();
            One(new ModelCommand.Take(0, 20));

            // The clock may have been put back far before the time at which a task is due.
            One(new ModelCommand.Wait(30 << Math.Min(round, 10)));
        }

        _audit.Open.ShouldBeEmpty("each run that was accepted has ended");
    }
}
