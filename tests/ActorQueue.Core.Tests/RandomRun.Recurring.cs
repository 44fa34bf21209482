using ActorQueue.Contracts;
using ActorQueue.Core.Tests.Schedules;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core.Tests;

/// <summary>Random schedules and registered workers among the rest.</summary>
internal sealed partial class RandomRun
{
    private readonly EverySoOften _calendar = new();

    private void RecurringStep()
    {
        var queue = Queue.Queue;
        string id = $"s{_random.Next(4)}";
        switch (_random.Next(12))
        {
            case 0:
                Queue.Run(batch => queue.AddSchedule(new AddSchedule(NewSchedule(id)), _calendar, Queue.Now, batch));
                break;
            case 1:
                Queue.Run(batch => queue.RemoveSchedule(new RemoveSchedule(id), Queue.Now, batch));
                break;
            case 2:
                Queue.Run(batch => queue.PauseSchedule(new PauseSchedule(id), Queue.Now, batch));
                break;
            case 3:
                Queue.Run(batch => queue.ResumeSchedule(new ResumeSchedule(id), _calendar, Queue.Now, batch));
                break;
            case 4:
                var taskId = Queue.NewId();
                Queue.Run(batch => queue.TriggerSchedule(new TriggerSchedule(id, taskId), Queue.Now, batch));
                break;
            case 5:
                Queue.Run(batch => queue.RegisterWorker(NewWorker(), Queue.Now, batch));
                break;
            case 6 when AnyWorker() is { } worker:
                // Not one of those whose attempts this run reports by itself.
                Queue.Run(batch => queue.UnregisterWorker(worker, isLost: _random.Next(2) == 0, Queue.Now, batch));
                break;
            case 7 when AnyWorker() is { } worker:
                Queue.Run(batch => queue.SetWorkerPaused(worker, _random.Next(2) == 0, Queue.Now, batch));
                break;
            default:
                Queue.Run(batch => queue.FireSchedules(_calendar, Queue.Now, batch));
                break;
        }
    }

    private string? AnyWorker() =>
        Queue.State.RegisteredWorkers() is { Count: > 0 } workers ? workers[_random.Next(workers.Count)].Id : null;

    private WorkerDefinition NewWorker() => new()
    {
        Id = $"r{Queue.State.Position}",
        Name = "random",
        IsLocal = true,
        MinPriority = _random.Next(2) == 0 ? _random.Next(5) : null,
        Kinds = ["a", "b"],
    };

    private ScheduleSpec NewSchedule(string id) => new()
    {
        Id = id,
        Cron = _random.Next(1, 90).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Misfire = (MisfirePolicy)_random.Next(1, 4),
        MaxCatchUp = _random.Next(1, 5),
        Overlap = (OverlapPolicy)_random.Next(1, 3),
        Task = new TaskSpec { Id = default, Kind = $"kind {_random.Next(3)}", Priority = _random.Next(9) },
    };
}
