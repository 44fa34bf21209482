using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.Schedules;
using ActorQueue.Journal;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.Persistence;

namespace ActorQueue.Tests.Schedules;

/// <summary>Schedules in the running queue: its timer, its commits, its recovery.</summary>
public sealed class ScheduleSupervisionTests : QueueTestKit
{
    [Fact]
    public void The_queue_wakes_for_the_next_occurrence_by_itself_and_starts_its_task_in_one_commit()
    {
        var queue = StartQueue();
        Attach(queue, slots: 3);
        var next = Add(queue).Schedule!.NextAt!.Value;
        var rows = Journal.Rows;

        Clock.Advance(next - Clock.Now - TimeSpan.FromMilliseconds(10));
        Workers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Clock.Advance(TimeSpan.FromMilliseconds(20));

        var task = Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Task;
        (task.ScheduleId, task.Id.CreatedAt).ShouldBe(("minutely", next));
        (Journal.Rows - rows).ShouldBe(1);
        List(queue).NextAt.ShouldBe(next.AddMinutes(1));
    }

    [Fact]
    public void What_fell_due_while_the_queue_was_down_is_fired_when_it_is_back_and_nothing_is_fired_twice()
    {
        var queue = StartQueue();
        var next = Add(queue, "30 2 * * *").Schedule!.NextAt!.Value;
        Watch(queue);
        Journal.Failure = new IOException("disk full");
        Clock.Advance(next - Clock.Now + TimeSpan.FromMilliseconds(1));
        Request(queue, new EnqueueTasks([TestQueue.Task(1)]));
        ExpectTerminated(queue);
        Gateway.ExpectMsg<QueueFailed>();
        Journal.Failure = null;

        var recovered = ExpectRestarted();

        Attach(recovered, slots: 9);
        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Task.Id.CreatedAt.ShouldBe(next);
        List(recovered).Fired.ShouldBe(1);
        Ask<QueueStatistics>(recovered, GetStatistics.Instance).TotalTasks.ShouldBe(1);
    }

    [Fact]
    public void A_new_owner_looks_for_the_next_occurrence_by_the_rules_that_the_zone_has_now()
    {
        // As a release with other rules has left it: tomorrow at three, where the expression now says half past two.
        var now = Clock.Now;
        var definition = ScheduleDefinition.Of(new ScheduleSpec { Id = "minutely", Cron = "30 2 * * *", Task = new TaskSpec { Id = default, Kind = "test" } });
        var outdated = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1).AddHours(3), TimeSpan.Zero);
        var row = new JournaledEvents(1, [new ScheduleAdded(now, definition, now, outdated)]);
        var earlier = Sys.ActorOf(Props.Create(() => new EarlierRelease(row)));
        Watch(earlier);
        ExpectTerminated(earlier);

        var next = List(StartQueue()).NextAt!.Value;

        (next.Hour, next.Minute).ShouldBe((2, 30));
    }

    [Fact]
    public void Every_request_is_answered()
    {
        var queue = StartQueue();
        Add(queue).Result.ShouldBe(ScheduleResult.Added);
        Ask<ScheduleAnswered>(queue, new PauseSchedule("minutely")).Result.ShouldBe(ScheduleResult.Paused);
        Ask<ScheduleAnswered>(queue, new ResumeSchedule("minutely")).Result.ShouldBe(ScheduleResult.Resumed);
        Ask<ScheduleAnswered>(queue, new TriggerSchedule("minutely", TestQueue.Id(1))).Result.ShouldBe(ScheduleResult.Triggered);
        Find(queue, TestQueue.Id(1)).ScheduleId.ShouldBe("minutely");
        Ask<ScheduleList>(queue, new ListSchedules(3)).Schedules.ShouldHaveSingleItem().Upcoming.Count.ShouldBe(3);
        Ask<ScheduleAnswered>(queue, new RemoveSchedule("minutely")).Result.ShouldBe(ScheduleResult.Removed);
        Ask<ScheduleList>(queue, new ListSchedules()).Schedules.ShouldBeEmpty();
    }

    private ScheduleAnswered Add(IActorRef queue, string cron = "* * * * *") => Ask<ScheduleAnswered>(queue, new AddSchedule(new ScheduleSpec
    {
        Id = "minutely",
        Cron = cron,
        Task = new TaskSpec { Id = default, Kind = "test" },
    }));

    private ScheduleView List(IActorRef queue) => Ask<ScheduleList>(queue, new ListSchedules()).Schedules.ShouldHaveSingleItem();

    private sealed class EarlierRelease : ReceivePersistentActor
    {
        public EarlierRelease(object row)
        {
            Recover<RecoveryCompleted>(_ => Self.Tell("write"));
            Command<string>(_ => Persist(row, _ => Context.Stop(Self)));
        }

        public override string PersistenceId => "queue";
    }
}
