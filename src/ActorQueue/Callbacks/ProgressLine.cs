using Akka.Actor;
using ActorQueue.Contracts;

namespace ActorQueue.Callbacks;

/// <summary>What is to be told of one task's progress. Belongs to <see cref="ProgressCalls"/>.</summary>
internal sealed class ProgressLine(TaskId id, string handler, IProgressCallback callback)
{
    public TaskId Id { get; } = id;

    /// <summary>The handler's name.</summary>
    public string Handler { get; } = handler;

    /// <summary>The task with the progress that has not been told; null: all has been.</summary>
    public TaskView? Newest { get; set; }

    public bool IsCalling { get; set; }

    /// <summary>Whether the next call waits for its time.</summary>
    public bool IsResting { get; set; }

    /// <summary>Calls in a row that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Who waits until all has been told; there is then no more waiting between calls.</summary>
    public List<IActorRef> Finishers { get; } = [];

    public bool IsFinishing => Finishers.Count > 0;

    /// <summary>Calls the handler, which is the application's code and may block, outside the actor.</summary>
    /// <returns>What it threw; null: nothing.</returns>
    public Task<Exception?> CallAsync(TaskView task, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                await callback.ReportAsync(new ProgressContext(task, task.Progress!), cancellationToken);
                return null;
            }
            catch (Exception exception)
            {
                return exception;
            }
        },
        CancellationToken.None);
}

/// <summary>A task that names a progress handler has made progress.</summary>
internal sealed record ProgressMade(TaskView Task, string Handler);

/// <summary>Asks to have told what there is of a task that has ended; answered by <see cref="ProgressFinished"/>.</summary>
internal sealed record FinishProgress(TaskId Id);

/// <summary>No call about the task is under way, and none will come of what was reported before.</summary>
internal sealed record ProgressFinished
{
    public static ProgressFinished Instance { get; } = new();
}

/// <summary>A call has ended, well or with what the handler threw.</summary>
internal sealed record ProgressCallEnded(TaskView Task, Exception? Exception);

/// <summary>The pause between two calls of one task is over.</summary>
internal sealed record ProgressCallDue(TaskId Id);
