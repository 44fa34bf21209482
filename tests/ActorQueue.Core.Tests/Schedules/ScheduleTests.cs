using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.Schedules;

namespace ActorQueue.Core.Tests.Schedules;

public sealed class ScheduleTests
{
    private readonly EverySoOften _calendar = new();
    private QueueScenario _queue = new();

    [Fact]
    public void Each_occurrence_becomes_one_task_whose_id_follows_from_schedule_and_time_in_the_commit_that_ticks_it_off()
    {
        Add(Every(60));
        _queue.Pass(TimeSpan.FromSeconds(60));

        var fired = Fire().Fired.ShouldHaveSingleItem();

        fired.Task.Id.ShouldBe(OccurrenceId.Of("every", QueueScenario.Start.AddSeconds(60)));
        fired.Task.Id.CreatedAt.ShouldBe(QueueScenario.Start.AddSeconds(60));
        _queue.Last.Select(@event => @event.GetType()).ShouldBe([typeof(TaskEnqueued), typeof(ScheduleFired)]);
        _queue.View(fired.Task.Id).ScheduleId.ShouldBe("every");
        View().NextAt.ShouldBe(QueueScenario.Start.AddSeconds(120));
        Fire().Fired.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_fires_before_its_time()
    {
        Add(Every(60));
        _queue.Pass(TimeSpan.FromSeconds(59.9));

        Fire().Fired.ShouldBeEmpty();
        _queue.Last.ShouldBeEmpty();
    }

    [Fact]
    public void A_clock_that_is_put_back_does_not_repeat_an_occurrence()
    {
        Add(Every(60));
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire().Fired.Count.ShouldBe(1);

        for (int second = 0; second < 60; second++)
        {
            _queue.Now = QueueScenario.Start.AddSeconds(second + 30);
            Fire().Fired.ShouldBeEmpty();
        }

        _queue.Now = QueueScenario.Start.AddSeconds(120);
        Fire().Fired.ShouldHaveSingleItem().Task.Id.ShouldBe(OccurrenceId.Of("every", QueueScenario.Start.AddSeconds(120)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_schedule_that_is_added_anew_after_the_clock_was_put_back_does_not_repeat_an_occurrence(bool isRemovedFirst)
    {
        Add(Every(60));
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire();
        _queue.Now = QueueScenario.Start.AddSeconds(30);
        if (isRemovedFirst)
        {
            Remove();
        }

        Add(Every(60));
        _queue.Now = QueueScenario.Start.AddSeconds(61);
        Fire();

        _queue.Journal.OfType<TaskEnqueued>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_replacement_does_not_repeat_an_occurrence_whose_task_the_queue_has_long_forgotten()
    {
        Add(Every(60));
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire();
        Pause();
        _queue.Complete(_queue.Assign().ShouldHaveSingleItem());
        _queue.Pass(TimeSpan.FromHours(3));
        _queue.Archive();
        _queue.State.RememberedCount.ShouldBe(0);

        _queue.Now = QueueScenario.Start.AddSeconds(30);
        Add(Every(60));
        _queue.Now = QueueScenario.Start.AddSeconds(61);
        Fire();

        _queue.Journal.OfType<TaskEnqueued>().Count().ShouldBe(1);
        View().NextAt.ShouldBe(QueueScenario.Start.AddSeconds(120));
    }

    [Fact]
    public void A_schedule_that_is_resumed_after_the_clock_was_put_back_does_not_repeat_an_occurrence()
    {
        Add(Every(60));
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire();
        Pause();
        _queue.Now = QueueScenario.Start.AddSeconds(30);

        Resume();

        View().NextAt.ShouldBe(QueueScenario.Start.AddSeconds(120));
    }

    [Fact]
    public void A_crash_and_recovery_repeats_and_loses_no_occurrence()
    {
        Add(Every(10));
        for (int i = 0; i < 30; i++)
        {
            _queue.Pass(TimeSpan.FromSeconds(7));
            Fire();
            _queue.Recover();
        }

        var ids = _queue.Journal.OfType<TaskEnqueued>().Select(@event => @event.Id).ToArray();
        ids.ShouldBe(Enumerable.Range(1, 21).Select(i => OccurrenceId.Of("every", QueueScenario.Start.AddSeconds(10 * i))));
    }

    [Fact]
    public void Adding_the_same_id_replaces_and_keeps_the_counts()
    {
        Add(Every(60)).Result.ShouldBe(ScheduleResult.Added);
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire();

        var answer = Add(Every(3600) with { Misfire = MisfirePolicy.Skip });

        answer.Result.ShouldBe(ScheduleResult.Replaced);
        answer.Schedule!.NextAt.ShouldBe(QueueScenario.Start.AddHours(1));
        (answer.Schedule.Fired, answer.Schedule.Misfire).ShouldBe((1, MisfirePolicy.Skip));
        List().Count.ShouldBe(1);
        Pause();
        Add(Every(60)).Schedule!.IsPaused.ShouldBeFalse("a schedule that is added is one that fires");
    }

    [Fact]
    public void A_schedules_task_is_as_it_was_described()
    {
        Add(Every(60) with { Task = new TaskSpec { Id = default, Kind = "test", Name = "nightly", Priority = 9, Payload = "p"u8.ToArray() } });
        _queue.Recover();
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire();

        var task = _queue.Assign().ShouldHaveSingleItem().Task;
        (task.Kind, task.Name, task.Priority, task.ScheduleId).ShouldBe(("test", "nightly", 9, "every"));
        task.Payload.ToArray().ShouldBe("p"u8.ToArray());
    }

    [Fact]
    public void A_list_names_as_many_of_the_next_times_as_are_asked_for_and_no_more_than_there_may_be()
    {
        Add(Every(60) with { EndAt = QueueScenario.Start.AddMinutes(30) });

        Upcoming(3).ShouldBe([.. Enumerable.Range(1, 3).Select(minute => QueueScenario.Start.AddMinutes(minute))]);
        Upcoming(0).Count.ShouldBe(1);
        Upcoming(int.MaxValue).Count.ShouldBe(ListSchedules.MaxUpcoming);
        _queue.Now = QueueScenario.Start.AddMinutes(28);
        Fire();
        Upcoming(9).ShouldBe([QueueScenario.Start.AddMinutes(29), QueueScenario.Start.AddMinutes(30)]);

        IReadOnlyList<DateTimeOffset> Upcoming(int count) =>
            _queue.State.List(new ListSchedules(count), _calendar).Schedules.ShouldHaveSingleItem().Upcoming;
    }

    [Fact]
    public void What_is_wrong_with_a_schedule_is_said_at_once()
    {
        var answer = Add(new ScheduleSpec
        {
            Id = new string('x', ScheduleSpec.MaxIdLength + 1),
            Cron = " ",
            MaxCatchUp = 0,
            Task = new TaskSpec { Id = default, Kind = string.Empty, NotBefore = _queue.Now },
            StartAt = _queue.Now,
            EndAt = _queue.Now.AddDays(-1),
        });

        (answer.Result, answer.Reason).ShouldBe((ScheduleResult.Rejected, RejectReasons.Invalid));
        foreach (string field in new[] { "id:", "cron:", "maxCatchUp:", "task.kind:", "task.notBefore:", "endAt:" })
        {
            answer.Message!.ShouldContain(field);
        }

        Add(Every(60) with { Cron = "nonsense" }).Message!.ShouldContain("nonsense");
        var large = new TaskSpec { Id = default, Kind = "test", Payload = new byte[200 * 1024] };
        Add(Every(60) with { Task = large with { FollowUps = [new FollowUp(DependencyCondition.End, large)] } })
            .Reason.ShouldBe(RejectReasons.PayloadTooLarge, "none of its tasks would ever be accepted");
        List().ShouldBeEmpty();
    }

    [Fact]
    public void There_are_only_so_many_schedules()
    {
        _queue = new QueueScenario(new QueueSettings { MaxSchedules = 1 });
        Add(Every(60));

        Add(Every(60) with { Id = "another" }).Reason.ShouldBe(RejectReasons.TooManySchedules);

        Add(Every(30)).Result.ShouldBe(ScheduleResult.Replaced);
        Remove();
        Add(Every(60) with { Id = "another" }).Result.ShouldBe(ScheduleResult.Added);
    }

    [Fact]
    public void A_schedule_keeps_within_its_start_and_end()
    {
        var start = QueueScenario.Start.AddMinutes(10);
        Add(Every(60) with { StartAt = start, EndAt = start.AddMinutes(1) });
        View().NextAt.ShouldBe(start);

        _queue.Now = start.AddSeconds(30);
        Fire().Fired.Count.ShouldBe(1);
        _queue.Now = start.AddSeconds(90);
        Fire().Fired.Count.ShouldBe(1);

        View().NextAt.ShouldBeNull();
        _queue.State.NextScheduleAt().ShouldBeNull();
        Add(Every(60) with { EndAt = _queue.Now.AddSeconds(1) }).Result.ShouldBe(ScheduleResult.Rejected);
    }

    [Fact]
    public void A_paused_schedule_fires_nothing_and_goes_on_from_its_resumption()
    {
        Add(Every(60));
        Pause().ShouldBe(ScheduleResult.Paused);
        Pause().ShouldBe(ScheduleResult.Unchanged);
        _queue.Pass(TimeSpan.FromMinutes(10.5));
        Fire().Fired.ShouldBeEmpty();
        _queue.Recover();
        View().IsPaused.ShouldBeTrue();

        Resume().ShouldBe(ScheduleResult.Resumed);
        Resume().ShouldBe(ScheduleResult.Unchanged);

        View().NextAt.ShouldBe(QueueScenario.Start.AddMinutes(11));
        Fire().Fired.ShouldBeEmpty();
    }

    [Fact]
    public void A_trigger_enqueues_at_once_beside_the_occurrences_and_once_for_its_id()
    {
        Add(Every(60));
        Pause();
        var id = _queue.NewId();

        Trigger(id).TaskId.ShouldBe(id);
        Trigger(id).Result.ShouldBe(ScheduleResult.Triggered);

        _queue.Journal.OfType<TaskEnqueued>().ShouldHaveSingleItem().Id.ShouldBe(id);
        (View().LastTaskId, View().Fired).ShouldBe((id, 0));
    }

    [Fact]
    public void What_is_not_there_cannot_be_changed()
    {
        Remove().ShouldBe(ScheduleResult.NotFound);
        Pause().ShouldBe(ScheduleResult.NotFound);
        Resume().ShouldBe(ScheduleResult.NotFound);
        Trigger(_queue.NewId()).Result.ShouldBe(ScheduleResult.NotFound);
        _queue.Journal.ShouldBeEmpty();
    }

    [Fact]
    public void An_occurrence_is_left_out_while_its_predecessor_has_not_ended_when_the_schedule_says_so()
    {
        Add(Every(60) with { Overlap = OverlapPolicy.Skip });
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire();
        _queue.Pass(TimeSpan.FromSeconds(60));

        Fire().Skipped.ShouldHaveSingleItem().Event.Reason.ShouldBe(SkipReason.Overlap);
        _queue.Complete(_queue.Assign().ShouldHaveSingleItem());
        _queue.Pass(TimeSpan.FromSeconds(60));
        Fire().Fired.Count.ShouldBe(1);

        (View().Fired, View().Skipped).ShouldBe((2, 1));
    }

    [Fact]
    public void A_change_of_the_zones_rules_moves_the_next_occurrence_that_is_stored()
    {
        Add(Every(86400));
        View().NextAt.ShouldBe(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

        _calendar.Offset = TimeSpan.FromHours(1);
        Add(Every(86400) with { Id = "held back" });
        Pause("held back");
        Review();

        _queue.State.FindSchedule("held back")!.IsPaused.ShouldBeTrue();
        View().NextAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero));
        _queue.Now = new DateTimeOffset(2026, 3, 1, 23, 0, 1, TimeSpan.Zero);
        Fire().Fired.Count.ShouldBe(1);
        Review();
        _queue.Last.ShouldBeEmpty();
    }

    [Fact]
    public void The_state_survives_replay_and_snapshot_to_the_byte()
    {
        Add(Every(60) with { Misfire = MisfirePolicy.CatchUp, MaxCatchUp = 3, Overlap = OverlapPolicy.Skip, StartAt = _queue.Now, EndAt = _queue.Now.AddDays(9) });
        Add(Every(7) with { Id = "b", TimeZone = "Europe/Berlin" });
        Add(Every(11) with { Id = "c" });
        Pause("c");
        _queue.Pass(TimeSpan.FromMinutes(5));
        Fire();
        Trigger(_queue.NewId());
        _queue.SetMode(QueueMode.Draining);
        _queue.Pass(TimeSpan.FromMinutes(1));
        Fire().Held.ShouldNotBeEmpty();

        byte[] live = QueueScenario.SnapshotBytes(_queue.State);
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(live);
        QueueScenario.SnapshotBytes(StateCodec.Decode(StateCodec.Encode(_queue.State, chunkBytes: 256))).ShouldBe(live);
        StateCodec.Decode(StateCodec.Encode(_queue.State)).NextScheduleAt().ShouldBe(_queue.State.NextScheduleAt());
    }

    [Fact]
    public void An_occurrences_id_is_a_file_format() =>
        OccurrenceId.Of("nightly", QueueScenario.Start).ToString().ShouldBe("019ca945-0a00-7bb3-abc6-203aaaa569ca");

    private static ScheduleSpec Every(int seconds) => new()
    {
        Id = "every",
        Cron = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Task = new TaskSpec { Id = default, Kind = "test", Name = "again" },
    };

    private ScheduleAnswered Add(ScheduleSpec spec) => _queue.Run(batch => _queue.Queue.AddSchedule(new AddSchedule(spec), _calendar, _queue.Now, batch));

    private ScheduleResult Remove() => _queue.Run(batch => _queue.Queue.RemoveSchedule(new RemoveSchedule("every"), _queue.Now, batch)).Result;

    private ScheduleResult Pause(string id = "every") => _queue.Run(batch => _queue.Queue.PauseSchedule(new PauseSchedule(id), _queue.Now, batch)).Result;

    private ScheduleResult Resume() =>
        _queue.Run(batch => _queue.Queue.ResumeSchedule(new ResumeSchedule("every"), _calendar, _queue.Now, batch)).Result;

    private ScheduleAnswered Trigger(TaskId id) =>
        _queue.Run(batch => _queue.Queue.TriggerSchedule(new TriggerSchedule("every", id), _queue.Now, batch));

    private SchedulesFired Fire() => _queue.Run(batch => _queue.Queue.FireSchedules(_calendar, _queue.Now, batch));

    private void Review() => _queue.Run(batch =>
    {
        _queue.Queue.ReviewSchedules(_calendar, _queue.Now, batch);
        return true;
    });

    private ScheduleView View() => _queue.State.FindSchedule("every")!;

    private IReadOnlyList<ScheduleView> List() => _queue.State.List(new ListSchedules(), _calendar).Schedules;
}
