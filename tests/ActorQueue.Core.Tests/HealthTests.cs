using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Statistics;
using ActorQueue.Core.Workers;

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
        Health(new HealthSettings { MaxDeadLetterShare = 10 }).Status.ShouldBe(HealthStatus.Healthy, "as many as there may be");
        _queue.Pass(TimeSpan.FromMinutes(16));
        Health().Status.ShouldBe(HealthStatus.Healthy, "what is long past is over");
        for (int i = 1; i <= 6; i++)
        {
            _queue.Submit();
            _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);
            Health().Status.ShouldBe(i < 5 ? HealthStatus.Healthy : HealthStatus.Critical, "so few say nothing about a share");
        }
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

    [Theory]
    [InlineData(11, 10, false)]
    [InlineData(21, 10, true)]
    [InlineData(9, 0, false)]
    [InlineData(10, 0, true)]
    public void Retries_rise_when_there_are_more_than_twice_as_many_as_before_and_not_only_a_few(int recent, int before, bool rise)
    {
        _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 100));
        FailAttempts(before);
        _queue.Pass(TimeSpan.FromMinutes(5));
        FailAttempts(before);
        _queue.Pass(TimeSpan.FromMinutes(5));
        FailAttempts(recent);

        Health().Reasons.Any(reason => reason.Code == HealthCodes.RetriesRising).ShouldBe(rise);

        void FailAttempts(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _queue.Fail(_queue.Assign()[0]);
            }
        }
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
        Health(new HealthSettings { MaxWaitingAge = TimeSpan.Zero }).Status.ShouldBe(HealthStatus.Healthy, "zero is never");
    }

    [Fact]
    public void Workers_that_die_exhausted_threads_and_pauses_are_told()
    {
        _queue.Submit();
        _queue.Assign();
        _queue.Lose("w1");
        Reason(HealthCodes.WorkerFailures);
        _queue.Pass(TimeSpan.FromMinutes(16));
        Health().Reasons.ShouldNotContain(reason => reason.Code == HealthCodes.WorkerFailures);

        var queue = new QueueScenario();
        queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 100));
        for (int i = 0; i < 5; i++)
        {
            queue.State.Health(new HealthSettings(), Workers, queue.Now).Status.ShouldBe(HealthStatus.Healthy, "so few say nothing");
            queue.Fail(queue.Assign()[0], code: ErrorCodes.Rejected);
        }

        queue.State.Health(new HealthSettings { MaxExhaustionShare = 100 }, Workers, queue.Now).Status.ShouldBe(HealthStatus.Healthy, "as many as there may be");
        queue.SetMode(QueueMode.Paused);
        queue.Run(batch => queue.Queue.SetKindPaused("test", isPaused: true, queue.Now, batch));
        queue.State.Health(new HealthSettings(), Workers, queue.Now).Reasons.Select(reason => reason.Code)
            .ShouldBe([HealthCodes.Paused, HealthCodes.KindsPaused, HealthCodes.Exhaustion], ignoreOrder: true);
        queue.State.StatisticsWithParts(queue.Now).PausedKinds.ShouldBe(["test"]);
    }

    [Fact]
    public void A_paused_kind_without_tasks_troubles_nobody()
    {
        _queue.Run(batch => _queue.Queue.SetKindPaused("other", isPaused: true, _queue.Now, batch));
        Health().Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public void A_kind_that_its_breaker_holds_back_is_told()
    {
        var queue = new QueueScenario(new QueueSettings { Breaker = new BreakerSettings { Failures = 1 } });
        queue.Submit();
        queue.Fail(queue.Assign()[0]);

        queue.State.Health(new HealthSettings(), Workers, queue.Now).Reasons
            .ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                reason => reason.Code.ShouldBe(HealthCodes.BreakerOpen), reason => reason.Message.ShouldContain("test"));
        queue.State.StatisticsWithParts(queue.Now).OpenBreakers.ShouldBe(["test"]);
    }

    [Fact]
    public void A_kind_that_no_worker_has_is_named()
    {
        _queue.Enqueue(_queue.Spec() with { Kind = "video" });

        Reason(HealthCodes.NoWorker).Message.ShouldContain("video");
        var none = _queue.State.Health(new HealthSettings(), new Dictionary<string, IReadOnlySet<string>>(), _queue.Now);
        none.Status.ShouldBe(HealthStatus.Critical);
        for (int i = 0; i < 6; i++)
        {
            _queue.Enqueue(_queue.Spec() with { Kind = $"kind {i}" });
        }

        Reason(HealthCodes.NoWorker).Message.ShouldEndWith("kind 4 and 2 more.");
    }

    [Fact]
    public void Where_nothing_waits_no_worker_is_missed()
    {
        _queue.State.Health(new HealthSettings(), new Dictionary<string, IReadOnlySet<string>>(), _queue.Now).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData("video", HealthStatus.Healthy)]
    [InlineData("audio", HealthStatus.Warning)]
    public void A_registered_worker_is_one_for_its_kinds(string kind, HealthStatus expected)
    {
        _queue.Enqueue(_queue.Spec() with { Kind = "video" });
        var worker = new WorkerDefinition { Id = "w", Name = "w", TokenHash = QueuePartition.HashOf("token"), Kinds = [kind], MaxAttempts = 1 };
        _queue.Run(batch => _queue.Queue.RegisterWorker(worker, _queue.Now, batch));

        _queue.State.Health(new HealthSettings(), new Dictionary<string, IReadOnlySet<string>>(), _queue.Now).Status.ShouldBe(expected);
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
    public void What_becomes_of_the_tasks_of_a_kind_and_on_a_worker_is_told()
    {
        _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero));
        _queue.Pass(TimeSpan.FromSeconds(1));
        _queue.Fail(_queue.Assign()[0]);
        _queue.Pass(TimeSpan.FromSeconds(3));
        _queue.Assign().Count.ShouldBe(1);
        _queue.Cancel(_queue.Submit());
        _queue.Submit();
        _queue.Assign(worker: "w2");
        _queue.Pass(TimeSpan.FromSeconds(1));
        _queue.Lose("w2");

        var statistics = _queue.State.StatisticsWithParts(_queue.Now);

        var kind = statistics.ByKind.ShouldHaveSingleItem();
        (kind.TotalTasks, kind.WaitingTasks, kind.ProcessingTasks, kind.CancelledTasks, kind.Retries).ShouldBe((3, 1, 1, 1, 1));
        kind.AverageWaitTime.ShouldBe(0.5, 0.001, "one waited a second for its first start, the other not at all");
        var normal = statistics.ByPriority.Single(priority => priority.Name == "5");
        (normal.TotalTasks, normal.CancelledTasks, normal.Retries).ShouldBe((3, 1, 1));
        statistics.ByWorker.Select(worker => (worker.WorkerId, worker.ProcessingTasks, worker.Processed, worker.Failures))
            .ShouldBe([("w1", 1, 1, 1), ("w2", 0, 0, 1)]);
        (statistics.ByWorker[0].FirstSeenAt, statistics.ByWorker[0].LastSeenAt)
            .ShouldBe((QueueScenario.Start.AddSeconds(1), QueueScenario.Start.AddSeconds(4)));
    }

    [Fact]
    public void Kinds_past_the_bound_are_told_together()
    {
        for (int i = 0; i <= GroupMeters.MaxGroups; i++)
        {
            _queue.Enqueue(_queue.Spec() with { Kind = $"kind {i}" });
        }

        var others = _queue.State.StatisticsWithParts(_queue.Now).ByKind[^1];
        (others.Name, others.TotalTasks, others.WaitingTasks).ShouldBe((GroupStatistics.Others, 1, 1));
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

    private QueueHealth Health(HealthSettings? settings = null) => _queue.State.Health(settings ?? new HealthSettings(), Workers, _queue.Now);

    private HealthReason Reason(string code) => Health().Reasons.SingleOrDefault(reason => reason.Code == code)
        .ShouldNotBeNull($"{code} is among {string.Join(", ", Health().Reasons)}");
}
