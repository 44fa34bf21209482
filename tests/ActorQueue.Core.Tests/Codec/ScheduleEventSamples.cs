using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.Schedules;

namespace ActorQueue.Core.Tests.Codec;

/// <summary>One of each event of schedules, every field set.</summary>
internal static class ScheduleEventSamples
{
    private static readonly DateTimeOffset At = QueueScenario.Start;
    private static readonly TaskId Id = TaskId.Create(At, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    public static QueueEvent[] All { get; } =
    [
        new ScheduleAdded(
            At,
            ScheduleDefinition.Of(new ScheduleSpec
            {
                Id = "nightly",
                Cron = "0 30 2 * * ?",
                TimeZone = "Europe/Berlin",
                Misfire = MisfirePolicy.CatchUp,
                MaxCatchUp = 7,
                Overlap = OverlapPolicy.Skip,
                StartAt = At.AddDays(1),
                EndAt = At.AddDays(2),
                Task = new TaskSpec { Id = default, Kind = "audio.analyze", Name = "größe", Priority = -3, Payload = "{}"u8.ToArray() },
            }),
            At.AddTicks(1),
            At.AddDays(1)),
        new ScheduleFired(At.AddDays(1), "nightly", At.AddDays(1), At.AddDays(2), Id),
        new ScheduleSkipped(At.AddDays(2), "nightly", At.AddDays(2), Next: null, 17, SkipReason.Overlap),
        new ScheduleHeld(At.AddDays(2), "nightly", At.AddDays(3), "queue-full: über"),
        new SchedulePaused(At.AddDays(2), "nightly"),
        new ScheduleResumed(At.AddDays(2), "nightly", At.AddDays(2), At.AddDays(3)),
        new ScheduleTriggered(At.AddDays(2), "nightly", Id),
        new ScheduleRemoved(At.AddDays(2), "nightly"),
    ];
}
