namespace ActorQueue.Processors;

/// <summary>The code that does one kind of work asynchronously. One instance serves every attempt of its kind at the same time.</summary>
/// <remarks>
/// Throw to fail the attempt: <see cref="TaskFailedException"/> says the error's code and whether a retry can help; any other
/// exception is classified by <see cref="FailureClassifier"/>. Honour the token: it is cancelled at the attempt's deadline, on a
/// cancel of the task and when the host stops. Work that computes for long without awaiting belongs in an <see cref="ISyncTaskProcessor"/>.
/// </remarks>
public interface ITaskProcessor
{
    /// <summary>Runs one attempt.</summary>
    ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken);
}

/// <summary>The code that does one kind of work on a thread of its own, taken from a bounded set (<c>workers.sync-threads</c>).</summary>
/// <remarks>
/// A thread cannot be ended from outside: past its deadline the attempt fails with <c>timeout</c>, but its slot stays taken, and counted as stuck,
/// until the method returns. Check the token once per block of work.
/// </remarks>
public interface ISyncTaskProcessor
{
    /// <summary>Runs one attempt.</summary>
    TaskResult Process(TaskContext context, CancellationToken cancellationToken);
}
