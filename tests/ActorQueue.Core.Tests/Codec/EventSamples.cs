using ActorQueue.Contracts;
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
    ];
}
