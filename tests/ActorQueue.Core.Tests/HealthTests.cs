using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.Tests;

/// <summary>Health, and the numbers by kind, priority and worker.</summary>
public sealed class HealthTests
{
    private static readonly Dictionary<string, IReadOnlySet<string>> Workers = new() { ["w1"] = new HashSet<string> { "test" } };
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_queue_that_does_its_work_is_healthy()
    {
        _queue.Submit();
        _queue.Complete(_queue.Assign()[0]);
        _queue.Submit();

        var health = Health();

        (health.Status, health.Reasons.Count, health.StatusTime).ShouldBe((HealthStatus.Healthy, 0, _queue.Now));
    }

    [Fact]
    public void Dead_letters_that_grow_are_told_by_their_share()
    {
        for (int i = 0; i < 60; i++)
        {
            _queue.Submit();
            var attempt = _queue.Assign()[0];
            _ = i < 6 ? _queue.Fail(attempt, FailureClass.Permanent) : _queue.Complete(attempt);
        }

        Reason(HealthCodes.DeadLetters).Status.ShouldBe(HealthStatus.Warning);
        _queue.Pass(TimeSpan.FromMinutes(16));
        Health().Status.ShouldBe(HealthStatus.Healthy, "what is long past is over");
        for (int i = 0; i < 6; i++)
        {
            _queue.Submit();
            _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);
        }

        Health().Status.ShouldBe(HealthStatus.Critical);
    }

    [Fact]
    public void Retries_that_rise_are_told()
    {
        _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 100));
        for (int i = 0; i < 11; i++)
        {
            _queue.Fail(_queue.Assign()[0]);
        }

        Reason(HealthCodes.RetriesRising).Message.ShouldContain("11");
    }

    [Fact]
    public void A_task_that_waits_too_long_is_told_and_one_that_is_held_back_is_not()
    {
        var held = _queue.Submit();
        _queue.Run(batch => _queue.Queue.Pause(new PauseTask(held), _queue.Now, batch));
        _queue.Pass(TimeSpan.FromHours(2));
        Health().Status.ShouldBe(HealthStatus.Healthy);
        _queue.Submit();
        _queue.Pass(TimeSpan.FromMinutes(16));
        Reason(HealthCodes.WaitingTooLong).Status.ShouldBe(HealthStatus.Warning);
        _queue.Pass(TimeSpan.FromMinutes(60));
        Reason(HealthCodes.WaitingTooLong).Status.ShouldBe(HealthStatus.Critical);
    }

    [Fact]
    public void Workers_that_die_exhausted_threads_and_pauses_are_told()
    {
        _queue.Submit();
        _queue.Assign();
        _queue.Lose("w1");
        Reason(HealthCodes.WorkerFailures);

        var queue = new QueueScenario();
        queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 100));
        for (int i = 0; i < 5; i++)
        {
            queue.Fail(queue.Assign()[0], code: ErrorCodes.Rejected);
        }

        queue.SetMode(QueueMode.Paused);
        queue.Run(batch => queue.Queue.SetKindPaused("test", isPaused: true, queue.Now, batch));
        queue.State.Health(new HealthSettings(), Workers, queue.Now).Reasons.Select(reason => reason.Code)
            .ShouldBe([HealthCodes.Paused, HealthCodes.KindsPaused, HealthCodes.Exhaustion], ignoreOrder: true);
    }

    [Fact]
    public void A_kind_that_no_worker_has_is_named()
    {
        _queue.Enqueue(_queue.Spec() with { Kind = "video" });

        Reason(HealthCodes.NoWorker).Message.ShouldContain("video");
        var none = _queue.State.Health(new HealthSettings(), new Dictionary<string, IReadOnlySet<string>>(), _queue.Now);
        none.Status.ShouldBe(HealthStatus.Critical);
    }

    [Fact]
    public void Numbers_are_told_apart_by_kind_priority_and_worker_and_survive_a_snapshot()
    {
        Work("a", 3, "w1");
        Work("a", 5, "w2");
        Work("b", 5, "w2", fails: true);
        _queue.Enqueue(_queue.Spec(priority: 5) with { Kind = "b" });

        var restored = StateCodec.Decode(StateCodec.Encode(_queue.State));
        foreach (var statistics in new[] { _queue.State.StatisticsWithParts(_queue.Now), restored.StatisticsWithParts(_queue.Now) })
        {
            statistics.ByKind.Select(part => (part.Name, part.TotalTasks, part.CompletedTasks, part.FailedTasks, part.WaitingTasks))
                .ShouldBe([("a", 2, 2, 0, 0), ("b", 2, 0, 1, 1)]);
            statistics.ByPriority.Select(part => (part.Name, part.TotalTasks)).ShouldBe([("3", 1), ("5", 3)]);
            statistics.ByKind[0].AverageProcessingTime.ShouldBe(2);
            statistics.ByKind[0].AverageWaitTime.ShouldBe(1);
            statistics.ByWorker.Select(worker => (worker.WorkerId, worker.Processed, worker.Failures)).ShouldBe([("w1", 1, 0), ("w2", 2, 1)]);
        }
    }

    [Fact]
    public void What_is_told_apart_is_bounded()
    {
        var meters = new GroupMeters();
        for (int i = 0; i < 300; i++)
        {
            meters.Kind($"kind {i}").Accepted++;
            meters.Priority(i).Accepted++;
            meters.Worker($"worker {i}", i);
        }

        (meters.Kinds.Count, meters.Priorities.Count, meters.Workers.Count).ShouldBe((100, 100, 100));
        meters.OtherKinds.Accepted.ShouldBe(200);
        meters.Workers.Keys.ShouldContain("worker 299");
        meters.Workers.Keys.ShouldNotContain("worker 0");
    }

    private void Work(string kind, int priority, string worker, bool fails = false)
    {
        _queue.Enqueue(_queue.Spec(priority: priority) with { Kind = kind });
        _queue.Pass(TimeSpan.FromSeconds(1));
        var attempt = _queue.Assign(worker: worker)[0];
        _queue.Pass(TimeSpan.FromSeconds(2));
        _ = fails ? _queue.Fail(attempt, FailureClass.Permanent) : _queue.Complete(attempt);
    }

    private QueueHealth Health() => _queue.State.Health(new HealthSettings(), Workers, _queue.Now);

    private HealthReason Reason(string code) => Health().Reasons.SingleOrDefault(reason => reason.Code == code)
        .ShouldNotBeNull($"{code} is among {string.Join(", ", Health().Reasons)}");
}
