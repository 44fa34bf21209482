using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>The events of clients' commands about tasks and kinds, numbers 30 to 49.</summary>
internal sealed partial class EventReader
{
    private QueueEvent ReadControl(ref ByteReader reader, EventNumber number, DateTimeOffset at) => number switch
    {
        EventNumber.TaskPaused => new TaskPaused(at, Id(ref reader)),
        EventNumber.PauseRequested => new PauseRequested(at, Id(ref reader)),
        EventNumber.AttemptPaused => new AttemptPaused(at, Id(ref reader), reader.Natural()),
        EventNumber.TaskResumed => new TaskResumed(at, Id(ref reader)),
        EventNumber.TaskReprioritised => new TaskReprioritised(at, Id(ref reader), reader.Int32()),
        EventNumber.KindPauseChanged => new KindPauseChanged(at, _texts.Read(ref reader), Flag(ref reader)),
        EventNumber.TaskRevived => new TaskRevived(
            at,
            Id(ref reader),
            _texts.Read(ref reader),
            reader.Int32(),
            reader.Natural(),
            reader.Natural(),
            Body(ref reader),
            AttemptErrorCodec.Read(ref reader)),
        EventNumber.CheckpointSaved => new CheckpointSaved(at, Id(ref reader), reader.Natural(), reader.Bytes().ToArray()),
        EventNumber.BreakerChanged => new BreakerChanged(
            at, _texts.Read(ref reader), KindControlRecord.Breaker(ref reader), Time(ref reader)),
        _ => throw new CorruptQueueDataException($"Event number {(byte)number} is not known to this build."),
    };

    private static TaskBody Body(ref ByteReader reader)
    {
        var body = new TaskBody(reader.Bytes().ToArray());
        body.Check();
        return body;
    }
}
