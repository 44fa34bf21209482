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

    private readonly List<(long Position, Action<object> Answer)> _awaited = [];
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

    /// <summary>Answers once everything that has ended by now is in the tables.</summary>
    public void AnswerWhenWritten(QueueState state, Action<object> answer)
    {
        _awaited.Add((state.Position, answer));
        AnswerWritten(state);
    }

    /// <summary>Answers those who wait for no more than what has left the state.</summary>
    public void AnswerWritten(QueueState state)
    {
        if (_awaited.Count == 0)
        {
            return;
        }

        var next = state.Finished().Select(task => task.Position).FirstOrDefault(long.MaxValue);
        AnswerEach(awaited => awaited.Position < next, HistoryWritten.Instance);
    }

    /// <summary>Gives those who wait an answer all the same: a history that does not confirm may not do so for hours.</summary>
    public void GiveUpWaiting() => AnswerEach(_ => true, new QueueUnavailable("finished tasks are not reaching the history; the log says why"));

    private void AnswerEach(Predicate<(long Position, Action<object> Answer)> isMeant, object answer)
    {
        _awaited.FindAll(isMeant).ForEach(awaited => awaited.Answer(answer));
        _awaited.RemoveAll(isMeant);
    }
}

/// <summary>
/// A question of this process' own: answered with <see cref="HistoryWritten"/> once everything that has ended by now is in the tables, and with
/// <see cref="QueueUnavailable"/> when the history does not confirm in time.
/// </summary>
internal sealed record AwaitHistory : IQueueRequest
{
    public static AwaitHistory Instance { get; } = new();
}

/// <summary>The answer to <see cref="AwaitHistory"/>.</summary>
internal sealed record HistoryWritten
{
    public static HistoryWritten Instance { get; } = new();
}

/// <summary>The queue to itself: the history has not confirmed in time.</summary>
internal sealed record ProjectionOverdue
{
    public static ProjectionOverdue Instance { get; } = new();
}
