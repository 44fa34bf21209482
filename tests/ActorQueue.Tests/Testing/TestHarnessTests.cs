using ActorQueue.Contracts;
using ActorQueue.Processors;
using ActorQueue.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Testing;

/// <summary>What the tests of an application can rely on.</summary>
public sealed class TestHarnessTests
{
    private const string NoJitter = "actorqueue.retry.jitter = 0";

    [Fact]
    public async Task A_submitted_task_has_run_when_the_submit_returns()
    {
        await using var harness = await StartAsync();

        (await harness.RunAsync(harness.NewTask("flaky"))).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task A_backoff_is_over_when_the_test_says_so_and_not_before()
    {
        await using var harness = await StartAsync(new TestHarnessOptions { Hocon = NoJitter });
        Flaky(harness).Failures = 2;

        var task = await harness.RunAsync(harness.NewTask("flaky"));
        (task.Status, task.Attempts).ShouldBe((QueueTaskStatus.Retry, 1));

        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(4999));
        (await harness.Queue.GetAsync(task.Id))!.Attempts.ShouldBe(1);
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        (await harness.Queue.GetAsync(task.Id))!.Attempts.ShouldBe(2);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(10));

        var ended = (await harness.Queue.GetAsync(task.Id))!;
        (ended.Status, ended.Attempts).ShouldBe((QueueTaskStatus.Completed, 3));
        ended.CompletedAt.ShouldBe(task.CreatedAt + TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_schedule_is_triggered_at_the_harness_time()
    {
        await using var harness = await StartAsync(new TestHarnessOptions { StartTime = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        await harness.Queue.AddScheduleAsync(new ScheduleSpec { Id = "yearly", Cron = "0 0 0 1 1 ?", Task = harness.NewTask("flaky") with { Id = default } });

        var triggered = await harness.Queue.TriggerScheduleAsync("yearly");

        triggered.TaskId.ShouldNotBeNull(triggered.Message);
        await harness.SettleAsync();
        (await harness.Queue.GetAsync(triggered.TaskId!.Value))!.Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task Everything_on_the_way_happens_at_its_own_time()
    {
        var start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var harness = await StartAsync(new TestHarnessOptions { Hocon = NoJitter, StartTime = start });
        Flaky(harness).Failures = 3;
        var task = harness.NewTask("flaky") with { NotBefore = start.AddHours(1) };
        (await harness.RunAsync(task)).Status.ShouldBe(QueueTaskStatus.Scheduled);

        await harness.AdvanceAsync(TimeSpan.FromHours(2));

        var ended = (await harness.Queue.GetAsync(task.Id))!;
        (ended.Attempts, ended.CompletedAt).ShouldBe((4, start.AddHours(1).AddSeconds(5 + 10 + 20)));
        harness.Time.GetUtcNow().ShouldBe(start.AddHours(2));
    }

    [Fact]
    public async Task An_attempt_that_waits_for_its_deadline_ends_when_the_time_has_come()
    {
        await using var harness = await StartAsync(new TestHarnessOptions { Hocon = "actorqueue.retry.max-retries = 0" });
        var task = harness.NewTask("endless");
        await harness.Queue.EnqueueAsync(task);
        await harness.Services.GetRequiredService<Endless>().Started.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await harness.AdvanceAsync(TimeSpan.FromSeconds(300));

        (await harness.Queue.WaitAsync(task.Id))!.Error!.Code.ShouldBe(ErrorCodes.Timeout);
    }

    [Fact]
    public async Task A_test_that_waits_for_an_attempt_without_end_is_told()
    {
        await using var harness = await StartAsync(new TestHarnessOptions { Patience = TimeSpan.FromMilliseconds(50) });

        await Should.ThrowAsync<TimeoutException>(() => harness.RunAsync(harness.NewTask("endless")));
    }

    [Fact]
    public async Task By_hand_one_attempt_runs_at_a_time_in_the_order_of_the_queue()
    {
        await using var harness = await StartAsync(new TestHarnessOptions { Execution = TestExecution.Manual });
        var low = harness.NewTask("flaky") with { Priority = TaskPriority.Low };
        var high = harness.NewTask("flaky") with { Priority = TaskPriority.High };
        await harness.Queue.EnqueueAsync([low, high]);
        await harness.SettleAsync();
        (await harness.Queue.GetAsync(high.Id))!.Status.ShouldBe(QueueTaskStatus.Pending);

        var first = (await harness.StepAsync())!;
        (first.Id, first.Status).ShouldBe((high.Id, QueueTaskStatus.Completed));
        (await harness.Queue.GetAsync(low.Id))!.Status.ShouldBe(QueueTaskStatus.Pending);
        (await harness.StepAsync())!.Id.ShouldBe(low.Id);
        (await harness.StepAsync()).ShouldBeNull();

        // An allowance that nothing used up is gone: the next submit does not start by itself.
        var late = harness.NewTask("flaky");
        await harness.Queue.EnqueueAsync([late, harness.NewTask("flaky")]);
        await harness.SettleAsync();
        (await harness.Queue.GetAsync(late.Id))!.Status.ShouldBe(QueueTaskStatus.Pending);
        (await harness.StepAllAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_restart_keeps_what_is_on_disk_and_makes_the_rest_anew()
    {
        await using var harness = await StartAsync(new TestHarnessOptions { Hocon = NoJitter });
        var before = Flaky(harness);
        before.Failures = 1;
        var task = await harness.RunAsync(harness.NewTask("flaky"));

        await harness.RestartAsync();
        Flaky(harness).ShouldNotBe(before);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(5));

        (await harness.Queue.GetAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task Code_under_test_that_waits_by_the_injected_time_waits_for_the_test()
    {
        await using var harness = await StartAsync();
        var time = harness.Services.GetRequiredService<TimeProvider>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), time);
        var delay = Task.Delay(TimeSpan.FromSeconds(59), time);

        await harness.AdvanceAsync(TimeSpan.FromSeconds(59));
        await delay.WaitAsync(TimeSpan.FromMinutes(1));
        limit.IsCancellationRequested.ShouldBeFalse();
        await harness.AdvanceAsync(TimeSpan.FromSeconds(1));

        limit.IsCancellationRequested.ShouldBeTrue();
    }

    private static Task<ActorQueueTestHarness> StartAsync(TestHarnessOptions? options = null) =>
        ActorQueueTestHarness.StartAsync(queue => queue.AddProcessor<FlakyProcessor>("flaky").AddProcessor<Endless>("endless"), options);

    private static FlakyProcessor Flaky(ActorQueueTestHarness harness) => harness.Services.GetRequiredService<FlakyProcessor>();

    private sealed class FlakyProcessor : ITaskProcessor
    {
        public int Failures { get; set; }

        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            Failures-- > 0 ? throw new InvalidOperationException("not yet") : ValueTask.FromResult(TaskResult.Empty);
    }

    private sealed class Endless : ITaskProcessor
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            Started.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return TaskResult.Empty;
        }
    }
}
