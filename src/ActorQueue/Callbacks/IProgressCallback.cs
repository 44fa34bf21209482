using ActorQueue.Contracts;

namespace ActorQueue.Callbacks;

/// <summary>
/// Code that is told how far a task is. Registered under a name (<c>AddProgressCallback</c>), which the task carries (<see cref="TaskSpec.ProgressHandler"/>), so it is
/// told of the task's attempts after a restart too.
/// </summary>
/// <remarks>
/// Only the newest progress is told, at most once per <c>progress.callback-interval</c> for one task, and never by two calls for one task at once. The last progress before
/// the task's end is told before its callbacks and webhooks are called, unless calls fail or hang. Progress itself is not stored: what was not told when the process ended is
/// not told later.
/// </remarks>
public interface IProgressCallback
{
    /// <summary>Hears of progress. Throw to be told again after a pause, of whatever is the newest then; after the fifth failure in a row that value is given up.</summary>
    ValueTask ReportAsync(ProgressContext context, CancellationToken cancellationToken);
}

/// <summary>How far a task was.</summary>
/// <param name="Task">The task when it said so.</param>
/// <param name="Progress">What it said.</param>
public sealed record ProgressContext(TaskView Task, TaskProgress Progress);
