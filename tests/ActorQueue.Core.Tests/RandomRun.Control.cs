using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests;

/// <summary>Random commands of clients about tasks and kinds.</summary>
internal sealed partial class RandomRun
{
    private readonly HashSet<string> _pausedKinds = [];

    private void ControlStep()
    {
        if (_submitted.Count == 0)
        {
            return;
        }

        var id = _submitted[_random.Next(_submitted.Count)].Id;
        switch (_random.Next(20))
        {
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
            default:
                EndMany(new TaskFilter { MaxPriority = 3 }, waitingOnly: false);
                break;
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
