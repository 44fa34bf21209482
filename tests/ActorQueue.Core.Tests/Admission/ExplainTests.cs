using ActorQueue.Contracts;
using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Tests.Admission;

public sealed class ExplainTests
{
    private readonly QueueScenario _queue = new(new QueueSettings
    {
        Admission = new AdmissionSettings
        {
            ConcurrencyPerKey = 1,
            RatePerKey = new RateLimit(1, TimeSpan.FromMinutes(1), Burst: 1),
        },
    });

    public ExplainTests() => _queue.Queue.AttachWorker("w1", new WorkerTerms
    {
        Kinds = ["test", "other"],
        MinPriority = 0,
        MaxPriority = 50,
        Capacity = new WorkerCapacity(400, 1_000, 0),
    });

    [Fact]
    public void The_next_task_waits_for_a_free_slot_alone()
    {
        var explanation = Explain(_queue.Submit());
        explanation.Reasons.ShouldHaveSingleItem().Code.ShouldBe(WaitReasons.NextInOrder);
        (explanation.TasksAhead, explanation.StartsAfter, explanation.StartsAt).ShouldBe((0, 0, null));
    }

    [Fact]
    public void A_task_behind_others_starts_after_them()
    {
        _queue.Submit("a", 7);
        _queue.Submit("b", 5);
        var explanation = Explain(_queue.Submit("c", 5));
        explanation.Reasons.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            reason => reason.Code.ShouldBe(WaitReasons.BehindOthers), reason => reason.Count.ShouldBe(2));
        explanation.StartsAfter.ShouldBe(2);
    }

    [Fact]
    public void A_paused_queue_is_a_reason()
    {
        var id = _queue.Submit();
        _queue.SetMode(QueueMode.Paused);
        Codes(id).ShouldBe([WaitReasons.QueuePaused]);
        Explain(id).StartsAfter.ShouldBeNull();
    }

    [Fact]
    public void A_paused_kind_and_a_paused_task_are_reasons()
    {
        var id = _queue.Submit();
        _queue.Run(batch => _queue.Queue.SetKindPaused("test", isPaused: true, _queue.Now, batch));
        Codes(id).ShouldBe([WaitReasons.KindPaused]);
        Explain(id).Reasons[0].Key.ShouldBe("test");
        _queue.Run(batch => _queue.Queue.Pause(new PauseTask(id), _queue.Now, batch));
        Codes(id).ShouldBe([WaitReasons.KindPaused, WaitReasons.TaskPaused]);
    }

    [Fact]
    public void The_tasks_that_it_depends_on_are_named()
    {
        var (first, second) = (_queue.Submit(), _queue.Submit());
        var id = _queue.Enqueue(_queue.Spec() with { DependsOn = [new TaskDependency(first), new TaskDependency(second)] }).Id;
        var reason = Explain(id).Reasons.ShouldHaveSingleItem();
        (reason.Code, reason.Count).ShouldBe((WaitReasons.Dependencies, 2));
        reason.Tasks.ShouldBe([first, second]);
        Explain(id).TasksAhead.ShouldBeNull();
    }

    [Fact]
    public void A_not_before_time_and_a_backoff_say_when()
    {
        var later = _queue.Enqueue(_queue.Spec() with { NotBefore = _queue.Now.AddHours(1) }).Id;
        Codes(later).ShouldBe([WaitReasons.Scheduled]);
        Explain(later).StartsAt.ShouldBe(_queue.Now.AddHours(1));

        var failed = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.FromSeconds(30)));
        _queue.Fail(_queue.Assign().Single());
        Codes(failed).ShouldBe([WaitReasons.Backoff]);
        Explain(failed).StartsAt.ShouldBe(_queue.Now.AddSeconds(30));
    }

    [Fact]
    public void A_full_concurrency_key_says_how_many_run_and_may()
    {
        _queue.Enqueue(_queue.Spec() with { ConcurrencyKey = "host" });
        var id = _queue.Enqueue(_queue.Spec() with { ConcurrencyKey = "host" }).Id;
        Codes(id).ShouldBe([WaitReasons.BehindOthers]);
        _queue.Assign(9);
        var reason = Explain(id).Reasons.ShouldHaveSingleItem();
        (reason.Code, reason.Key, reason.Count, reason.Limit).ShouldBe((WaitReasons.ConcurrencyLimit, "host", 1, 1));
    }

    [Fact]
    public void A_rate_key_without_a_token_says_when_the_next_one_comes_and_the_task_starts_then()
    {
        _queue.Enqueue(_queue.Spec() with { RateKey = "api" });
        var id = _queue.Enqueue(_queue.Spec() with { RateKey = "api" }).Id;
        _queue.Assign(9);
        Codes(id).ShouldBe([WaitReasons.RateLimit]);
        var startsAt = Explain(id).StartsAt.ShouldNotBeNull();
        _queue.Now = startsAt.AddTicks(-1);
        _queue.Assign(9).ShouldBeEmpty();
        _queue.Now = startsAt;
        _queue.Assign(9).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Theory]
    [InlineData(10, 60)]
    [InlineData(90, 90)]
    public void A_task_that_waits_for_two_times_starts_at_the_later_one_and_at_none_that_is_known_when_it_is_held_back_too(int seconds, int startsAt)
    {
        _queue.Enqueue(_queue.Spec() with { RateKey = "api" });
        _queue.Assign();
        var id = _queue.Enqueue(_queue.Spec() with { RateKey = "api", NotBefore = _queue.Now.AddSeconds(seconds) }).Id;

        Codes(id).ShouldBe([WaitReasons.Scheduled, WaitReasons.RateLimit]);
        Explain(id).StartsAt.ShouldBe(_queue.Now.AddSeconds(startsAt));
        _queue.SetMode(QueueMode.Paused);
        Explain(id).StartsAt.ShouldBeNull();
    }

    [Fact]
    public void A_worker_that_is_kept_for_the_task_is_named()
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { BypassLimit = 0 } });
        queue.Queue.AttachWorker("w1", new WorkerTerms { Capacity = new WorkerCapacity(400, 0, 0) });
        Submit(100);
        queue.Assign();
        var large = Submit(400);
        Submit(100);
        queue.Assign().ShouldBeEmpty();

        queue.Queue.Explain(large, queue.Now)!.Reasons.ShouldHaveSingleItem().Message.ShouldContain("'w1' is kept for it");

        TaskId Submit(int cpu) => queue.Enqueue(queue.Spec() with { Resources = new ResourceNeeds { CpuPercent = cpu } }).Id;
    }

    [Fact]
    public void Of_many_dependencies_only_so_many_are_named()
    {
        var queue = new QueueScenario(new QueueSettings { MaxDependencies = 200 });
        TaskDependency[] many = [.. Enumerable.Range(0, 150).Select(_ => new TaskDependency(queue.Submit()))];
        var id = queue.Enqueue(queue.Spec() with { DependsOn = many }).Id;

        var reason = queue.Queue.Explain(id, queue.Now)!.Reasons[0];

        (reason.Count, reason.Tasks.Count).ShouldBe((150, WaitReasons.MaxTasks));
    }

    [Fact]
    public void A_suspect_that_stands_before_a_task_is_ahead_of_it()
    {
        _queue.Submit("suspect", priority: 9);
        _queue.Assign();
        _queue.Lose("w1");
        _queue.Queue.AttachWorker("w2", WorkerTerms.Any);

        Explain(_queue.Submit()).TasksAhead.ShouldBe(1);
    }

    [Fact]
    public void Missing_workers_are_reasons()
    {
        var unknownKind = _queue.Enqueue(_queue.Spec() with { Kind = "unknown" }).Id;
        Codes(unknownKind).ShouldBe([WaitReasons.NoWorkerForTask]);
        Codes(_queue.Submit("low", -1)).ShouldContain(WaitReasons.NoWorkerForTask);
        Codes(_queue.Submit("lowest that it takes", 0)).ShouldNotContain(WaitReasons.NoWorkerForTask);
        Codes(_queue.Submit("highest that it takes", 50)).ShouldNotContain(WaitReasons.NoWorkerForTask);
        Codes(_queue.Submit("high", 51)).ShouldContain(WaitReasons.NoWorkerForTask);
        _queue.Queue.DetachWorker("w1");
        Codes(unknownKind).ShouldContain(WaitReasons.NoWorker);
    }

    [Fact]
    public void Needs_beyond_every_worker_and_needs_that_are_reserved_are_different_reasons()
    {
        var tooMuch = _queue.Enqueue(_queue.Spec() with { Resources = new ResourceNeeds { CpuPercent = 500 } }).Id;
        var gpu = _queue.Enqueue(_queue.Spec() with { Resources = new ResourceNeeds { RequiresGpu = true } }).Id;
        Codes(tooMuch).ShouldBe([WaitReasons.NeedsTooMuch]);
        Codes(gpu).ShouldContain(WaitReasons.NeedsTooMuch);

        _queue.Enqueue(_queue.Spec() with { Resources = new ResourceNeeds { MemoryBytes = 600 } });
        var second = _queue.Enqueue(_queue.Spec() with { Resources = new ResourceNeeds { MemoryBytes = 600 } }).Id;
        _queue.Assign(9).Count.ShouldBe(1);
        Codes(second).ShouldContain(WaitReasons.NoRoom);
    }

    [Fact]
    public void Tasks_that_no_worker_would_ever_take_are_told_by_kind()
    {
        _queue.Submit();
        _queue.State.WorkerGaps().ShouldBeEmpty();
        _queue.Enqueue(_queue.Spec() with { Kind = "unknown" });
        _queue.Enqueue(_queue.Spec() with { Kind = "unknown", ConcurrencyKey = "k" });
        _queue.Enqueue(_queue.Spec() with { Resources = new ResourceNeeds { RequiresGpu = true } });
        _queue.Enqueue(_queue.Spec() with { Resources = new ResourceNeeds { CpuPercent = 400 } });
        _queue.State.WorkerGaps().ShouldBe(
            [new WorkerGap("test", new ResourceNeeds { RequiresGpu = true }, 1), new WorkerGap("unknown", Needs: null, 2)]);
        var kinds = new Dictionary<string, IReadOnlySet<string>> { ["w1"] = new HashSet<string> { "test", "unknown" } };
        _queue.State.Health(new HealthSettings(), kinds, _queue.Now).Reasons
            .ShouldHaveSingleItem().Message.ShouldBe("No worker that takes the kind 'test' has a GPU; 1 such task waits.");
        _queue.Queue.DetachWorker("w1");
        _queue.State.WorkerGaps().Sum(gap => gap.Tasks).ShouldBe(5);
    }

    [Fact]
    public void A_suspect_waits_to_run_alone()
    {
        var id = _queue.Submit();
        _queue.Assign();
        _queue.Lose("w1");
        _queue.Queue.AttachWorker("w2", WorkerTerms.Any);
        Codes(id).ShouldBe([WaitReasons.RunsAlone]);
    }

    [Fact]
    public void A_task_that_runs_or_has_ended_waits_for_nothing_and_an_unknown_one_is_not_there()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign().Single();
        Explain(id).ShouldSatisfyAllConditions(
            explanation => explanation.Status.ShouldBe(QueueTaskStatus.Processing), explanation => explanation.Reasons.ShouldBeEmpty());
        _queue.Complete(attempt);
        Explain(id).Reasons.ShouldBeEmpty();
        _queue.Queue.Explain(_queue.NewId(), _queue.Now).ShouldBeNull();
    }

    private WaitExplanation Explain(TaskId id) => _queue.Queue.Explain(id, _queue.Now).ShouldNotBeNull();

    private IEnumerable<string> Codes(TaskId id) => Explain(id).Reasons.Select(reason => reason.Code);
}
