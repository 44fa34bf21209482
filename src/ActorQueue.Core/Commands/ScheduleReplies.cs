using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Commands;

/// <summary>What came of the schedules that were due.</summary>
/// <param name="Fired">The occurrences that became tasks.</param>
/// <param name="Skipped">Those that became none.</param>
/// <param name="Held">Those that wait.</param>
public sealed record SchedulesFired(
    IReadOnlyList<(string ScheduleId, TaskSpec Task)> Fired,
    IReadOnlyList<(ScheduleSkipped Event, string? Message)> Skipped,
    IReadOnlyList<ScheduleHeld> Held);
