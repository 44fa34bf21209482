using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>The workers' events.</summary>
internal sealed partial class EventWriter
{
    private void WriteWorker(QueueEvent @event)
    {
        switch (@event)
        {
            case WorkerRegistered registered:
                Start(EventNumber.WorkerRegistered, registered);
                WorkerCodec.Write(_bytes, registered.Worker);
                break;
            case WorkerUnregistered unregistered:
                Start(EventNumber.WorkerUnregistered, unregistered);
                _texts.Write(_bytes, unregistered.WorkerId);
                break;
            case WorkerPauseChanged changed:
                Start(EventNumber.WorkerPauseChanged, changed);
                _texts.Write(_bytes, changed.WorkerId);
                Flag(changed.IsPaused);
                break;
            default:
                throw new ArgumentException($"The event {@event.GetType().Name} has no number.", nameof(@event));
        }
    }
}
