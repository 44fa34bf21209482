using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// What must hold of a journal whatever the commands were: an id is accepted once, a task is leased to nobody twice at
/// once, attempt numbers only rise, and each accepted run has one end.
/// </summary>
internal sealed class JournalAudit
{
    private readonly Dictionary<TaskId, Entry> _tasks = [];

    public IEnumerable<TaskId> Open => _tasks.Where(task => !task.Value.HasEnded).Select(task => task.Key);

    public void Read(QueueEvent @event)
    {
        switch (@event)
        {
            case TaskEnqueued enqueued:
                _tasks.TryAdd(enqueued.Id, new Entry()).ShouldBeTrue($"{enqueued.Id} is accepted once");
                break;
            case TaskRevived revived:
                var ended = _tasks[revived.Id];
                ended.HasEnded.ShouldBeTrue($"{revived.Id} has ended before its run {revived.Run}");
                revived.Run.ShouldBe(++ended.Run);
                ended.HasEnded = false;
                break;
            case AttemptStarted started:
                var starting = _tasks[started.Id];
                (starting.HasEnded, starting.IsLeased).ShouldBe((false, false), $"{started.Id} has neither ended nor a lease when attempt {started.Attempt} starts");
                started.Attempt.ShouldBe(++starting.Attempt);
                starting.IsLeased = true;
                break;
            case AttemptReleased released:
                Return(released.Id, released.Attempt);
                break;
            case AttemptInterrupted interrupted:
                Return(interrupted.Id, interrupted.Attempt);
                break;
            case AttemptPaused yielded:
                Return(yielded.Id, yielded.Attempt);
                break;
            case RetryScheduled retry:
                Return(retry.Id, retry.Attempt);
                break;
            case TaskCompleted completed:
                Return(completed.Id, completed.Attempt);
                End(completed.Id);
                break;
            case TaskFailed failed:
                End(failed.Id);
                break;
            case TaskCancelled cancelled:
                End(cancelled.Id);
                break;
            default:
                // It moves no task between its worker and the queue.
                break;
        }
    }

    private void Return(TaskId id, int attempt)
    {
        var task = _tasks[id];
        (task.IsLeased, task.Attempt).ShouldBe((true, attempt), $"attempt {attempt} of {id} is the one that was leased");
        task.IsLeased = false;
    }

    private void End(TaskId id)
    {
        var task = _tasks[id];
        task.HasEnded.ShouldBeFalse($"run {task.Run} of {id} ends once");
        (task.HasEnded, task.IsLeased) = (true, false);
    }

    private sealed class Entry
    {
        public bool HasEnded { get; set; }

        public bool IsLeased { get; set; }

        public int Run { get; set; } = 1;

        public int Attempt { get; set; }
    }
}
