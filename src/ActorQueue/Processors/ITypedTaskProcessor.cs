namespace ActorQueue.Processors;

/// <summary>As <see cref="ITaskProcessor"/>, with the payload read: registered with the format of its payload, <c>AddProcessor&lt;TProcessor, TPayload&gt;</c>.</summary>
/// <typeparam name="TPayload">What the kind's tasks carry, in its newest version.</typeparam>
public interface ITaskProcessor<in TPayload>
{
    /// <summary>Runs one attempt.</summary>
    ValueTask<TaskResult> ProcessAsync(TPayload payload, TaskContext context, CancellationToken cancellationToken);
}

/// <summary>As <see cref="ISyncTaskProcessor"/>, with the payload read: registered with the format of its payload, <c>AddProcessor&lt;TProcessor, TPayload&gt;</c>.</summary>
/// <typeparam name="TPayload">What the kind's tasks carry, in its newest version.</typeparam>
public interface ISyncTaskProcessor<in TPayload>
{
    /// <summary>Runs one attempt.</summary>
    TaskResult Process(TPayload payload, TaskContext context, CancellationToken cancellationToken);
}
