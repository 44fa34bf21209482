using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace Akka.Tests.TestKit;

public sealed class TestSchedulerTests() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Time_stands_still_until_it_is_advanced()
    {
        var start = Scheduler.Now;

        Scheduler.Advance(TimeSpan.FromDays(3));

        (Scheduler.Now - start).ShouldBe(TimeSpan.FromDays(3));
        Scheduler.AdvanceTo(start.AddDays(4));
        Scheduler.Now.ShouldBe(start.AddDays(4));
        Should.Throw<InvalidOperationException>(() => Scheduler.AdvanceTo(start));
    }

    [Fact]
    public void A_message_is_sent_when_it_is_due_and_not_before()
    {
        Scheduler.ScheduleTellOnce(10 * Second, TestActor, "due", TestActor);

        Scheduler.Advance(9 * Second);
        HasMessages.ShouldBeFalse();

        Scheduler.Advance(Second);
        ReceiveOne(TimeSpan.Zero).ShouldBe("due");
        Scheduler.Advance(100 * Second);
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Due_messages_come_in_order_of_time_then_of_scheduling()
    {
        Scheduler.ScheduleTellOnce(2 * Second, TestActor, "late", TestActor);
        Scheduler.ScheduleTellOnce(Second, TestActor, "early", TestActor);
        Scheduler.ScheduleTellOnce(2 * Second, TestActor, "late too", TestActor);

        Scheduler.Advance(5 * Second);

        ReceiveN(3).ShouldBe(["early", "late", "late too"]);
    }

    [Fact]
    public void A_cancelled_message_is_not_sent()
    {
        var cancelable = Sys.Scheduler.ScheduleTellOnceCancelable(Second, TestActor, "due", TestActor);

        cancelable.Cancel();
        Scheduler.Advance(Second);

        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_repeated_message_is_sent_once_per_advance_and_counts_on_from_there()
    {
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Second, 2 * Second, TestActor, "tick", TestActor);

        Scheduler.Advance(10 * Second);
        ReceiveN(1).ShouldBe(["tick"]);
        HasMessages.ShouldBeFalse();

        Scheduler.Advance(Second);
        HasMessages.ShouldBeFalse();
        Scheduler.Advance(Second);
        ReceiveOne(TimeSpan.Zero).ShouldBe("tick");

        cancelable.Cancel();
        Scheduler.Advance(10 * Second);
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void An_action_runs_on_the_thread_that_advances()
    {
        var thread = 0;
        Scheduler.Advanced.ScheduleOnce(Second, () => thread = Environment.CurrentManagedThreadId);

        Scheduler.Advance(Second);

        thread.ShouldBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void Work_scheduled_by_due_work_waits_for_the_next_advance()
    {
        Scheduler.Advanced.ScheduleOnce(Second, () =>
            Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "second", TestActor));

        Scheduler.Advance(Second);
        HasMessages.ShouldBeFalse();

        Scheduler.Advance(TimeSpan.Zero);
        ReceiveOne(TimeSpan.Zero).ShouldBe("second");
    }

    [Fact]
    public void Timers_of_an_actor_follow_the_virtual_time()
    {
        var actor = ActorOf(() => new Ticking(TestActor));
        actor.Tell(new Identify("started"));
        ExpectMsg<ActorIdentity>();

        Scheduler.Advance(59 * Second);
        HasMessages.ShouldBeFalse();

        Scheduler.Advance(Second);
        ExpectMsg("tick");
    }

    [Fact]
    public void The_receive_timeout_of_an_actor_follows_the_virtual_time()
    {
        var actor = ActorOf(() => new Impatient(TestActor));
        actor.Tell(new Identify("started"));
        ExpectMsg<ActorIdentity>();

        Scheduler.Advance(TimeSpan.FromMinutes(1));

        ExpectMsg("timeout");
    }

    private sealed class Ticking : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _listener;

        public Ticking(IActorRef listener)
        {
            _listener = listener;
            Receive<string>(message => _listener.Tell(message));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("key", "tick", TimeSpan.FromMinutes(1));
    }

    private sealed class Impatient : ReceiveActor
    {
        public Impatient(IActorRef listener)
        {
            Receive<ReceiveTimeout>(_ => listener.Tell("timeout"));
            SetReceiveTimeout(TimeSpan.FromMinutes(1));
        }
    }
}
