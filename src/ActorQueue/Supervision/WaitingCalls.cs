using ActorQueue.Contracts;
using ActorQueue.Core;

namespace ActorQueue.Supervision;

/// <summary>
/// Workers' calls for work that found none and wait for some (long polling), the one that waits longest first. Bounded: each by its time, a worker's by what it can
/// run, all together by a setting. Belongs to the supervisor; when that is lost the gateway answers their callers, who ask again.
/// </summary>
internal sealed class WaitingCalls(LiveQueue live, int maxCalls)
{
    private readonly List<WaitingCall> _calls = [];
    private long _servedAt;

    /// <summary>No call's time is up before this; null: none waits.</summary>
    public DateTimeOffset? NextEndAt { get; private set; }

    /// <summary>How many calls of a worker wait.</summary>
    public int CountOf(string workerId) => _calls.Count(waiting => waiting.WorkerId == workerId);

    /// <summary>Lets a call wait, or says why it may not.</summary>
    public object Park(GetNextTask call)
    {
        if (_calls.Count >= maxCalls)
        {
            return new WorkerAnswered { Reason = WorkerRefusals.TooManyWaiting, Message = $"{_calls.Count} calls wait for work, as many as may; ask again in a moment." };
        }

        // A worker that has lost its connection calls again before the queue has noticed: the newest call is the one that somebody listens to.
        if (CountOf(call.Worker.WorkerId) >= live.Partition.RoomOf(call.Worker.WorkerId))
        {
            var oldest = _calls.First(waiting => waiting.WorkerId == call.Worker.WorkerId);
            End(oldest, new WorkerAnswered { Reason = WorkerRefusals.NoRoom, Message = $"A newer call of worker '{call.Worker}' waits in the place of this one." });
        }

        return new AnswerLater(caller =>
        {
            var until = live.Now + call.Wait;
            _calls.Add(new WaitingCall(call, caller, until));
            NextEndAt = NextEndAt <= until ? NextEndAt : until;
        });
    }

    /// <summary>The answer to a call for which there is no task.</summary>
    public WorkerAnswered NothingFor(GetNextTask call) =>
        new() { IsPaused = live.State.IsWorkerPaused(call.Worker.WorkerId), IsQueuePaused = live.State.Mode == QueueMode.Paused };

    /// <summary>Leases what has become ready to those that wait.</summary>
    public void Serve(Func<GetNextTask, WorkerAnswered> lease)
    {
        // Whatever lets a task start is an event, or the clock (SearchAgain): without one a search would find what it found before, nothing.
        if (_calls.Count == 0 || live.State.Position == _servedAt)
        {
            return;
        }

        foreach (var waiting in _calls.ToArray())
        {
            if (live.State.FindWorker(waiting.WorkerId) is null || live.Partition.CouldLease(waiting.WorkerId))
            {
                var answer = lease(waiting.Call);
                if (!answer.IsAccepted || answer.Leases.Count > 0)
                {
                    End(waiting, answer);
                }
            }
        }

        _servedAt = live.State.Position;
    }

    /// <summary>The time has come for something: the next search is made whatever happened.</summary>
    public void SearchAgain() => _servedAt = 0;

    /// <summary>Answers those whose time is up.</summary>
    public void EndDue()
    {
        if (!(NextEndAt <= live.Now))
        {
            return;
        }

        foreach (var waiting in _calls.Where(waiting => waiting.Until <= live.Now).ToArray())
        {
            End(waiting, NothingFor(waiting.Call));
        }

        NextEndAt = _calls.Count == 0 ? null : _calls.Min(waiting => waiting.Until);
    }

    /// <summary>Answers a call whose caller has gone.</summary>
    public void Withdraw(StopWaiting stop)
    {
        if (_calls.Find(waiting => waiting.WorkerId == stop.Worker.WorkerId && waiting.Call.CallId == stop.CallId) is { } waiting)
        {
            End(waiting, NothingFor(waiting.Call));
        }
    }

    /// <summary>Answers all of them.</summary>
    public void EndAll(object answer)
    {
        foreach (var waiting in _calls.ToArray())
        {
            End(waiting, answer);
        }
    }

    /// <summary>Forgets those whose callers have been answered by somebody else.</summary>
    public void Forget() => _calls.Clear();

    private void End(WaitingCall waiting, object answer)
    {
        _calls.Remove(waiting);
        live.Send(waiting.Caller.Client, new QueueReply(waiting.Caller.Number, answer));
    }

    private sealed record WaitingCall(GetNextTask Call, Caller Caller, DateTimeOffset Until)
    {
        public string WorkerId => Call.Worker.WorkerId;
    }
}
