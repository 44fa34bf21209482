using ActorQueue.Contracts;

namespace ActorQueue.Supervision;

/// <summary>How the queue answers each type of request. Each area of the queue adds its own (<see cref="TaskRequests"/> and its neighbours).</summary>
internal sealed class QueueRequests
{
    private readonly Dictionary<Type, Func<IQueueRequest, object>> _answers = [];

    /// <summary>Answers requests of a type; the answer is sent once everything applied before it is on disk.</summary>
    public void On<T>(Func<T, object> answer)
        where T : IQueueRequest => _answers.Add(typeof(T), request => answer((T)request));

    public object Answer(IQueueRequest request) => _answers.TryGetValue(request.GetType(), out var answer)
        ? answer(request)
        : throw new InvalidOperationException($"The gateway forwarded a {request.GetType().Name}, which nothing here answers.");
}
