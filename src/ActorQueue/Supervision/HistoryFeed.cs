using Akka.Actor;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.State;
using ActorQueue.History;

namespace ActorQueue.Supervision;

/// <summary>Sends finished, committed tasks to the history: one message outstanding, bounded, sent again until it is confirmed.</summary>
internal sealed class HistoryFeed(IActorRef history, IActorRef queue)
{
    /// <summary>How long a confirmation may take before the message is sent again: its actor may have been restarted meanwhile.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Commits wait while the history writes to the database that both share.
    private const int MaxTasksAtOnce = 200;

    private ProjectFinished? _outstanding;

    /// <summary>Whether a confirmation is awaited.</summary>
    public bool IsWaiting => _outstanding is not null;

    /// <summary>Sends what has finished up to a committed position, unless a confirmation is awaited; true when something was sent.</summary>
    public bool Feed(QueueState state, long committedPosition)
    {
        if (_outstanding is not null || state.FinishedCount == 0)
        {
            return false;
        }

        var finished = state.Finished()
            .TakeWhile(task => task.Position <= committedPosition)
            .Take(MaxTasksAtOnce)
            .Select(task => new FinishedTask(task.Position, task.Task)
            {
                LastAttempt = task.LastAttempt,
                Body = task.Task.Status == QueueTaskStatus.Completed ? null : task.Body,
            })
            .ToArray();
        if (finished.Length == 0)
        {
            return false;
        }

        _outstanding = new ProjectFinished(finished[^1].Position, finished);
        SendAgain();
        return true;
    }

    public void SendAgain()
    {
        if (_outstanding is not null)
        {
            history.Tell(_outstanding, queue);
        }
    }

    public void Projected(TasksProjected confirmation)
    {
        if (_outstanding?.UpToPosition <= confirmation.UpToPosition)
        {
            _outstanding = null;
        }
    }
}

/// <summary>The queue to itself: the history has not confirmed in time.</summary>
internal sealed record ProjectionOverdue
{
    public static ProjectionOverdue Instance { get; } = new();
}
