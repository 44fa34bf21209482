using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>The workers' events.</summary>
internal sealed partial class EventReader
{
    private QueueEvent ReadWorker(EventNumber number, DateTimeOffset at, ref ByteReader reader) => number switch
    {
        EventNumber.WorkerRegistered => new WorkerRegistered(at, WorkerCodec.Read(ref reader)),
        EventNumber.WorkerUnregistered => new WorkerUnregistered(at, _texts.Read(ref reader)),
        EventNumber.WorkerPauseChanged => new WorkerPauseChanged(at, _texts.Read(ref reader), Flag(ref reader)),
        _ => throw new CorruptQueueDataException($"Event number {(byte)number} is not known to this build."),
    };
}
