using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Many threads enqueue, one dequeues.</summary>
public interface IMessageQueue
{
    bool HasMessages { get; }

    int Count { get; }

    void Enqueue(IActorRef receiver, Envelope envelope);

    bool TryDequeue(out Envelope envelope);

    void CleanUp(IActorRef owner, IMessageQueue deadletters);
}

internal static class MessageQueueCleanUp
{
    public static void MoveTo(this IMessageQueue queue, IActorRef owner, IMessageQueue deadletters)
    {
        while (queue.TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}
