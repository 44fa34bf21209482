using ActorQueue.Contracts;
using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Tests;

/// <summary>Random commands of clients about tasks and kinds.</summary>
internal sealed partial class RandomRun
{
    private readonly HashSet<string> _pausedKinds = [];

    /// <summary>Whether tasks that have ended are retried; a reader of the journal may count on one end each.</summary>
    public bool TasksRunAgain { get; init; } = true;

    private void ControlStep()
    {
        if (_submitted.Count == 0)
        {
            return;
        }

        var id = _submitted[_random.Next(_submitted.Count)].Id;
        switch (_random.Next(30))
        {
            case >= 26 when TasksRunAgain:
                Retry(id);
                break;
            case >= 20 when _held.Count > 0:
                var held = _held[_random.Next(_held.Count)];
                Queue.Run(batch => Queue.Queue.Save(
                    new SaveCheckpoint(held.Id, held.Attempt, new byte[_random.Next(30)]), Queue.Now, batch));
                break;
            case < 5:
                Queue.Run(batch => Queue.Queue.Pause(new PauseTask(id), Queue.Now, batch));
                break;
            case < 9:
                Queue.Run(batch => Queue.Queue.Resume(new ResumeTask(id), Queue.Now, batch));
                break;
            case < 13:
                Queue.Run(batch => Queue.Queue.Reprioritise(new ReprioritiseTask(id, _random.Next(-5, 70)), Queue.Now, batch));
                break;
            case < 18:
                SetKindPaused($"kind {_random.Next(3)}", _random.Next(2) == 0);
                break;
            case 18:
                EndMany(new TaskFilter { Kind = $"kind {_random.Next(3)}", MinPriority = 40 }, waitingOnly: true);
                break;
            case 19:
                EndMany(new TaskFilter { MaxPriority = 3 }, waitingOnly: false);
                break;
            default:
                break;
        }
    }

    /// <summary>Another run, from the state or, when it has let the task go, as from the history.</summary>
    private void Retry(TaskId id)
    {
        if (Queue.State.Find(id) is not null)
        {
            Queue.Run(batch => Queue.Queue.Retry(new RetryTask(id), Queue.Now, batch));
        }
        else if (Queue.State.FindRemembered(id) is QueueTaskStatus.Failed or QueueTaskStatus.Cancelled)
        {
            var spec = _submitted.First(submitted => submitted.Id == id);
            int runs = Queue.Journal.OfType<Events.TaskRevived>().Count(revived => revived.Id == id);
            int attempts = Queue.Journal.OfType<Events.AttemptStarted>().Count(started => started.Id == id);
            var ended = new EndedTask(id, spec.Kind, spec.Priority, runs + 1, attempts, Core.Codec.TaskBody.Pack(spec), []);
            Queue.Run(batch => Queue.Queue.Revive(ended, Queue.Now, batch));
        }
    }

    private void SetKindPaused(string kind, bool isPaused)
    {
        Queue.Run(batch => Queue.Queue.SetKindPaused(kind, isPaused, Queue.Now, batch));
        _ = isPaused ? _pausedKinds.Add(kind) : _pausedKinds.Remove(kind);
    }

    private void EndMany(TaskFilter filter, bool waitingOnly) => Queue.Run(batch =>
        Queue.Queue.CancelEach([.. Queue.State.SelectUnended(filter, waitingOnly).Take(1000)], filter, waitingOnly, Queue.Now, batch));

    private void LetAllGo()
    {
        foreach (string kind in _pausedKinds.ToArray())
        {
            SetKindPaused(kind, isPaused: false);
        }

        foreach (var id in Queue.State.SelectUnended(TaskFilter.All, waitingOnly: false))
        {
            Queue.Run(batch => Queue.Queue.Resume(new ResumeTask(id), Queue.Now, batch));
        }
    }
}
