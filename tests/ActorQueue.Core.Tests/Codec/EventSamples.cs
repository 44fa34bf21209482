using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Codec;

/// <summary>One of each event that came after the first version, every field set, by area.</summary>
internal static class EventSamples
{
    private static readonly DateTimeOffset At = QueueScenario.Start;
    private static readonly TaskId Id = TaskId.Create(At, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    public static QueueEvent[] Control { get; } =
    [
        new TaskPaused(At, Id),
        new PauseRequested(At, Id),
        new AttemptPaused(At, Id, 7),
        new TaskResumed(At, Id),
        new TaskReprioritised(At, Id, -3),
        new KindPauseChanged(At, "audio.analyze", IsPaused: true),
        new TaskRevived(
            At,
            Id,
            "audio.analyze",
            -7,
            2,
            9,
            TaskBody.Pack(new TaskSpec { Id = Id, Kind = "audio.analyze", Name = "größe.wav", Payload = "{}"u8.ToArray() }),
            [
                new AttemptError(1, 3, At, "node-1", FailureClass.OutOfMemory, "out-of-memory", "Zu viel."),
                new AttemptError(1, 9, At.AddHours(1), null, FailureClass.Permanent, "failed", "It broke."),
            ]),
        new BreakerChanged(At, "audio.analyze", State.BreakerState.Open, At.AddMinutes(1)),
        new CheckpointSaved(At, Id, 4, "half"u8.ToArray()),
    ];
}
