namespace ActorQueue.Contracts;

/// <summary>
/// What a client may ask of a queue. The gateway answers each exactly once: with what the request's own documentation
/// names, or with <see cref="QueueUnavailable"/>.
/// </summary>
public interface IQueueRequest
{
    /// <summary>Bytes of payload that it carries; the gateway bounds what is outstanding.</summary>
    long PayloadBytes => 0;
}

/// <summary>A request about the queue as a whole; handled before submissions and questions.</summary>
public interface IQueueControl : IQueueRequest;

/// <summary>A request that brings new tasks; handled by the priority of the highest of them.</summary>
public interface IQueueSubmission : IQueueRequest
{
    /// <summary>The highest priority of the tasks that it brings.</summary>
    int HighestPriority { get; }
}
