using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests;

public sealed class QueryTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void Pages_follow_acceptance_and_a_cursor_survives_what_leaves_in_between()
    {
        var ids = Enumerable.Range(0, 5).Select(i => _queue.Submit($"{i}", priority: i)).ToArray();
        var first = _queue.State.List(new ListTasks { PageSize = 2 });
        first.Tasks.Select(task => task.Id).ShouldBe(ids[..2]);

        _queue.Cancel(ids[1]);
        _queue.Cancel(ids[2]);
        _queue.Archive();

        var second = _queue.State.List(new ListTasks { PageSize = 2, Cursor = first.NextCursor });
        second.Tasks.Select(task => task.Id).ShouldBe(ids[3..]);
        second.NextCursor.ShouldBeNull();
    }

    [Fact]
    public void Pages_can_be_of_one_status_or_kind()
    {
        _queue.Submit("a");
        _queue.Assign();
        _queue.Submit("b");
        _queue.Enqueue(_queue.Spec("c") with { Kind = "other" });

        Names(new ListTasks { Status = QueueTaskStatus.Processing }).ShouldBe(["a"]);
        Names(new ListTasks { Status = QueueTaskStatus.Pending, Kind = "test" }).ShouldBe(["b"]);
        Names(new ListTasks { Kind = "other" }).ShouldBe(["c"]);
        Names(new ListTasks { PageSize = int.MaxValue, Cursor = "nonsense" }).ShouldBe(["a", "b", "c"]);

        IEnumerable<string> Names(ListTasks query) => _queue.State.List(query).Tasks.Select(task => task.Name);
    }

    [Fact]
    public void A_task_without_a_result_has_none_and_not_an_empty_one()
    {
        var id = _queue.Submit();
        _queue.State.Find(id)!.Result.ShouldBeNull();

        _queue.Complete(_queue.Assign()[0], string.Empty);

        _queue.State.Find(id)!.Result.ShouldNotBeNull().Length.ShouldBe(0);
    }

    [Fact]
    public void Finished_tasks_come_in_the_order_in_which_they_finished_and_leave_up_to_a_position()
    {
        foreach (string name in new[] { "a", "b", "c" })
        {
            _queue.Submit(name);
        }

        var attempts = _queue.Assign(3);
        foreach (int which in new[] { 1, 2, 0 })
        {
            _queue.Complete(attempts[which]);
        }

        var finished = _queue.State.Finished().ToArray();
        finished.Select(entry => entry.Task.Name).ShouldBe(["b", "c", "a"]);
        finished.Select(entry => entry.Position).ShouldBe([7L, 8, 9]);

        _queue.Archive(upTo: 8).Archived.ShouldBe(2);
        _queue.State.Finished().ShouldHaveSingleItem().Task.Name.ShouldBe("a");
        _queue.Archive(upTo: 8).Archived.ShouldBe(0);
        _queue.Last.ShouldBeEmpty();
    }

    [Fact]
    public void Statistics_count_and_measure()
    {
        for (int i = 0; i < 12; i++)
        {
            _queue.Submit();
        }

        _queue.Pass(TimeSpan.FromSeconds(2));
        var attempts = _queue.Assign(11);
        _queue.Pass(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 8; i++)
        {
            _queue.Complete(attempts[i]);
        }

        _queue.Pass(TimeSpan.FromSeconds(9));
        _queue.Fail(attempts[8], FailureClass.Permanent);
        _queue.Complete(attempts[9]);
        _queue.Fail(attempts[10]);
        _queue.Cancel(_queue.Submit());

        var statistics = _queue.State.Statistics(_queue.Now);

        statistics.TotalTasks.ShouldBe(13);
        statistics.PendingTasks.ShouldBe(1);
        statistics.ProcessingTasks.ShouldBe(0);
        statistics.CompletedTasks.ShouldBe(9);
        statistics.FailedTasks.ShouldBe(1);
        statistics.RetryTasks.ShouldBe(1);
        statistics.CancelledTasks.ShouldBe(1);
        statistics.Retries.ShouldBe(1);
        statistics.SuccessRate.ShouldBe(90);
        statistics.AverageProcessingTime.ShouldBe(2, 0.001);
        statistics.ProcessingTimeP50.ShouldBe(1, 0.1);
        statistics.ProcessingTimeP99.ShouldBe(10, 1);
        statistics.AverageWaitTime.ShouldBe(2, 0.001);
        statistics.OldestWaitingSeconds.ShouldBe(12);
        statistics.Throughput.ShouldBe(10.0 / 12, 0.001);
        statistics.StatusTime.ShouldBe(_queue.Now);
    }

    [Fact]
    public void Statistics_tell_each_status_and_what_was_lost_or_refused()
    {
        var running = _queue.Submit();
        _queue.Pass(TimeSpan.FromSeconds(10));
        _queue.Assign();
        _queue.Enqueue(_queue.Spec() with { DependsOn = [new TaskDependency(running)] });
        _queue.Enqueue(_queue.Spec() with { NotBefore = _queue.Now.AddHours(1) });
        var paused = _queue.Submit();
        _queue.Run(batch => _queue.Queue.Pause(new PauseTask(paused), _queue.Now, batch));
        _queue.Submit();
        _queue.Pass(TimeSpan.FromSeconds(2));
        _queue.Assign(worker: "w2");
        _queue.Lose("w2");
        _queue.Complete(running, attempt: 7);
        _queue.Queue.CheckIdentity(identity: null);
        _queue.SetMode(QueueMode.Paused);

        var statistics = _queue.State.Statistics(_queue.Now);

        (statistics.ProcessingTasks, statistics.BlockedTasks, statistics.ScheduledTasks, statistics.PausedTasks, statistics.PendingTasks)
            .ShouldBe((1, 1, 1, 1, 1));
        (statistics.InterruptedAttempts, statistics.StaleReports, statistics.RefusedWorkerCalls).ShouldBe((1, 1, 1));
        (statistics.IsPaused, statistics.IsDraining, statistics.SuccessRate, statistics.LiveBytes).ShouldBe((true, false, 100, _queue.State.LiveBytes));
        statistics.WaitTimeP50.ShouldBe(2, 0.2);
        statistics.WaitTimeP95.ShouldBe(10, 1);
        statistics.WaitTimeP99.ShouldBe(10, 1);
        _queue.SetMode(QueueMode.Draining);
        _queue.State.Statistics(_queue.Now).IsDraining.ShouldBeTrue();
    }

    [Fact]
    public void Throughput_falls_when_nothing_ends_any_more()
    {
        _queue.Submit();
        _queue.Complete(_queue.Assign()[0]);
        _queue.Pass(TimeSpan.FromMinutes(2));

        var statistics = _queue.State.Statistics(_queue.Now);
        statistics.Throughput.ShouldBe(0);
        statistics.Throughput5Minutes.ShouldBeGreaterThan(0);

        _queue.Pass(TimeSpan.FromMinutes(30));
        _queue.State.Statistics(_queue.Now).Throughput15Minutes.ShouldBe(0);
        _queue.Submit();
        _queue.Complete(_queue.Assign()[0]);
        _queue.State.Statistics(_queue.Now).Throughput15Minutes.ShouldBe(1.0 / 890, 1e-5);
    }

    [Fact]
    public void Percentiles_stay_within_a_tenth_over_the_whole_range()
    {
        foreach (double seconds in new[] { 0.002, 0.05, 1, 60, 3600, 86400 })
        {
            var queue = new QueueScenario();
            queue.Enqueue(queue.Spec() with { AttemptTimeout = TimeSpan.FromDays(2) });
            var attempt = queue.Assign()[0];
            queue.Pass(TimeSpan.FromSeconds(seconds));
            queue.Complete(attempt);
            queue.State.Statistics(queue.Now).ProcessingTimeP95.ShouldBe(seconds, seconds * 0.1);
        }
    }
}
