using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>The events of clients' commands about tasks and kinds, numbers 30 to 49.</summary>
internal sealed partial class EventWriter
{
    private void WriteControl(QueueEvent @event)
    {
        switch (@event)
        {
            case TaskPaused paused:
                Start(EventNumber.TaskPaused, paused, paused.Id);
                break;
            case PauseRequested requested:
                Start(EventNumber.PauseRequested, requested, requested.Id);
                break;
            case AttemptPaused yielded:
                Start(EventNumber.AttemptPaused, yielded, yielded.Id);
                _bytes.Count(yielded.Attempt);
                break;
            case TaskResumed resumed:
                Start(EventNumber.TaskResumed, resumed, resumed.Id);
                break;
            case TaskReprioritised reprioritised:
                Start(EventNumber.TaskReprioritised, reprioritised, reprioritised.Id);
                _bytes.Signed(reprioritised.Priority);
                break;
            case KindPauseChanged changed:
                Start(EventNumber.KindPauseChanged, changed);
                _texts.Write(_bytes, changed.Kind);
                Flag(changed.IsPaused);
                break;
            case TaskRevived revived:
                Start(EventNumber.TaskRevived, revived, revived.Id);
                _texts.Write(_bytes, revived.Kind);
                _bytes.Signed(revived.Priority);
                _bytes.Count(revived.Run);
                _bytes.Count(revived.Attempt);
                _bytes.Bytes(revived.Body.Raw);
                AttemptErrorCodec.Write(_bytes, revived.Errors);
                break;
            case CheckpointSaved saved:
                Start(EventNumber.CheckpointSaved, saved, saved.Id);
                _bytes.Count(saved.Attempt);
                _bytes.Bytes(saved.State.Span);
                break;
            case BreakerChanged changed:
                Start(EventNumber.BreakerChanged, changed);
                _texts.Write(_bytes, changed.Kind);
                _bytes.Byte((byte)changed.State);
                Time(changed.OpenUntil);
                break;
            default:
                throw new ArgumentException($"The event {@event.GetType().Name} has no number.", nameof(@event));
        }
    }
}
