using ActorQueue.Core.Events;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core.Tests.Codec;

/// <summary>One of each event of workers, every field set. Lists and bytes are compared by what is written: see <see cref="WorkerCodecTests"/>.</summary>
internal static class WorkerEventSamples
{
    private static readonly DateTimeOffset At = QueueScenario.Start;

    public static QueueEvent[] All { get; } =
    [
        new WorkerRegistered(At, new WorkerDefinition
        {
            Id = "wörker-1",
            Name = "wörker",
            TokenHash = QueuePartition.HashOf("secret"),
            Kinds = ["audio.analyze", "mix"],
            MinPriority = -3,
            MaxPriority = 99,
            MaxAttempts = 7,
        }),
        new WorkerPauseChanged(At.AddTicks(1), "wörker-1", IsPaused: true),
        new WorkerUnregistered(At.AddTicks(2), "wörker-1"),
    ];
}
