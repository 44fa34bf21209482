using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Schedules;

/// <summary>What becomes of occurrences that no queue was there to fire, or that it could not take.</summary>
public sealed class MisfireTests
{
    private readonly EverySoOften _calendar = new();
    private QueueScenario _queue = new();

    [Fact]
    public void Fire_once_makes_one_task_of_all_that_were_missed_and_goes_on()
    {
        Add(60, MisfirePolicy.FireOnce);
        _queue.Pass(TimeSpan.FromMinutes(10.5));

        var round = Fire();

        round.Fired.ShouldHaveSingleItem().Task.Id.CreatedAt.ShouldBe(At(10));
        round.Skipped.ShouldHaveSingleItem().Event.ShouldBe(
            new ScheduleSkipped(_queue.Now, "s", At(9), At(10), 9, SkipReason.Missed));
        View().NextAt.ShouldBe(At(11));
        (View().Fired, View().Skipped).ShouldBe((1, 9));
    }

    [Fact]
    public void Skip_passes_over_what_was_missed_and_fires_what_is_late_by_less_than_the_threshold()
    {
        Add(60, MisfirePolicy.Skip);
        _queue.Pass(TimeSpan.FromMinutes(10.5));

        var round = Fire();

        round.Fired.ShouldHaveSingleItem().Task.Id.CreatedAt.ShouldBe(At(10));
        round.Skipped.ShouldHaveSingleItem().Event.Count.ShouldBe(9);
    }

    [Fact]
    public void Skip_leaves_a_daily_occurrence_out_that_was_missed_by_hours()
    {
        Add(86400, MisfirePolicy.Skip);
        _queue.Now = new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero);

        Fire().Fired.ShouldBeEmpty();

        View().NextAt.ShouldBe(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(60.001, 0)]
    public void What_is_late_by_the_threshold_is_not_missed_and_what_is_later_is(double seconds, int fired)
    {
        Add(86400, MisfirePolicy.Skip);
        _queue.Now = View().NextAt!.Value.AddSeconds(seconds);

        Fire().Fired.Count.ShouldBe(fired);
    }

    [Fact]
    public void Catch_up_makes_a_task_of_each_in_order()
    {
        Add(60, MisfirePolicy.CatchUp);
        _queue.Pass(TimeSpan.FromMinutes(10.5));

        Fire().Fired.Select(fired => fired.Task.Id.CreatedAt).ShouldBe(Enumerable.Range(1, 10).Select(At));
        View().Skipped.ShouldBe(0);
    }

    [Fact]
    public void Catch_up_is_bounded_and_takes_the_newest()
    {
        Add(60, MisfirePolicy.CatchUp, maxCatchUp: 3);
        _queue.Pass(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(2));

        var round = Fire();

        // 7, 8 and 9 were missed by more than a minute; 10 is on time.
        round.Fired.Select(fired => fired.Task.Id.CreatedAt).ShouldBe([At(7), At(8), At(9), At(10)]);
        round.Skipped.ShouldHaveSingleItem().Event.Count.ShouldBe(6);
    }

    [Fact]
    public void Catching_up_with_tasks_older_than_any_id_that_is_accepted_works()
    {
        Add(3600, MisfirePolicy.CatchUp);
        _queue.Pass(TimeSpan.FromDays(1));

        Fire().Fired.Count.ShouldBe(24);
    }

    [Fact]
    public void One_commit_takes_only_so_many_and_the_rest_stays_due()
    {
        _queue = new QueueScenario(new QueueSettings { MaxLength = 0 });
        Add(10, MisfirePolicy.CatchUp, maxCatchUp: 1000);
        _queue.Pass(TimeSpan.FromSeconds(5000));

        int rounds = 0;
        while (_queue.State.NextScheduleAt() <= _queue.Now)
        {
            Fire().Fired.Count.ShouldBeInRange(1, QueuePartition.MaxFiringsAtOnce);
            (++rounds).ShouldBeLessThan(5);
        }

        _queue.Journal.OfType<TaskEnqueued>().Count().ShouldBe(500);
    }

    [Theory]
    [InlineData(MisfirePolicy.FireOnce)]
    [InlineData(MisfirePolicy.Skip)]
    [InlineData(MisfirePolicy.CatchUp)]
    public void A_downtime_of_years_costs_little(MisfirePolicy policy)
    {
        Add(1, policy, maxCatchUp: 100);
        _queue.Pass(TimeSpan.FromDays(3650));

        Fire();

        _calendar.Questions.ShouldBeLessThan(20_000, "three hundred million occurrences were missed");
    }

    [Theory]
    [InlineData(QueueMode.Running, RejectReasons.QueueFull)]
    [InlineData(QueueMode.Draining, RejectReasons.Draining)]
    public void An_occurrence_that_the_queue_cannot_take_waits_is_told_of_and_is_not_lost(QueueMode mode, string reason)
    {
        _queue = new QueueScenario(new QueueSettings { MaxLength = 1 });
        Add(3600, MisfirePolicy.Skip);
        var blocker = _queue.Submit();
        _queue.SetMode(mode);
        _queue.Now = At(60);

        Fire().Held.ShouldHaveSingleItem().Problem.ShouldStartWith(reason);

        View().Problem!.ShouldStartWith(reason);
        View().NextAt.ShouldBe(At(60));
        _queue.State.NextScheduleAt().ShouldBe(_queue.Now.AddSeconds(1));
        Fire().Held.ShouldBeEmpty("it is not tried before its time");
        _queue.Recover();

        _queue.SetMode(QueueMode.Running);
        _queue.Cancel(blocker);
        _queue.Pass(TimeSpan.FromSeconds(1));
        Fire().Fired.ShouldHaveSingleItem().Task.Id.CreatedAt.ShouldBe(At(60));
        View().Problem.ShouldBeNull();
        _queue.State.NextScheduleAt().ShouldBe(View().NextAt, "it is due as any other again");
    }

    [Fact]
    public void A_full_queue_is_tried_ever_more_rarely_and_at_least_once_a_minute()
    {
        _queue = new QueueScenario(new QueueSettings { MaxLength = 1 });
        Add(86400 * 7, MisfirePolicy.FireOnce);
        _queue.Now = View().NextAt!.Value;
        _queue.Submit();
        var from = _queue.Now;
        int tries = 0;
        while (_queue.Now < from.AddHours(1))
        {
            _queue.Now = _queue.State.NextScheduleAt()!.Value;
            Fire().Held.Count.ShouldBe(1);
            tries++;
        }

        tries.ShouldBeInRange(60, 70);
    }

    [Fact]
    public void An_occurrence_that_can_never_be_taken_is_passed_over_told_of_and_counted()
    {
        Add(60, MisfirePolicy.FireOnce, payload: 1000);
        _queue = new QueueScenario(new QueueSettings { MaxPayloadBytes = 10 }, _queue.Replayed());
        _queue.Now = At(1);

        var (skipped, message) = Fire().Skipped.ShouldHaveSingleItem();

        skipped.Reason.ShouldBe(SkipReason.Refused);
        message!.ShouldContain("1000");
        (View().Skipped, View().NextAt).ShouldBe((1, At(2)));
    }

    [Fact]
    public void A_schedule_whose_zone_is_gone_waits_and_says_why()
    {
        Add(60, MisfirePolicy.FireOnce);
        _calendar.Problem = "timeZone: 'UTC' is not known on this machine";
        _queue.Pass(TimeSpan.FromSeconds(61));

        Fire().Held.ShouldHaveSingleItem();
        View().Problem.ShouldBe(_calendar.Problem);

        _calendar.Problem = null;
        _queue.Pass(TimeSpan.FromSeconds(1));
        Fire().Fired.Count.ShouldBe(1);
    }

    private static DateTimeOffset At(int minutes) => QueueScenario.Start.AddMinutes(minutes);

    private void Add(int seconds, MisfirePolicy misfire, int maxCatchUp = 100, int payload = 0)
    {
        var spec = new ScheduleSpec
        {
            Id = "s",
            Cron = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Misfire = misfire,
            MaxCatchUp = maxCatchUp,
            Task = new TaskSpec { Id = default, Kind = "test", Payload = new byte[payload] },
        };
        _queue.Run(batch => _queue.Queue.AddSchedule(new AddSchedule(spec), _calendar, _queue.Now, batch)).Result.ShouldBe(ScheduleResult.Added);
    }

    private SchedulesFired Fire() => _queue.Run(batch => _queue.Queue.FireSchedules(_calendar, _queue.Now, batch));

    private ScheduleView View() => _queue.State.FindSchedule("s")!;
}
