using Akka.Actor;

namespace Akka.Tests.Actor;

public class TimerTests : ActorSpec
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Probe _probe;

    public TimerTests() => _probe = NewProbe();

    [Fact]
    public async Task A_single_timer_fires_once_when_its_time_has_come()
    {
        var actor = await Timed(timers => timers.StartSingleTimer("key", "tick", Second));

        Time.Advance(Second - TimeSpan.FromTicks(1));
        await Marker(actor);
        Time.Advance(TimeSpan.FromTicks(1));
        await _probe.Expect("tick");
        Time.Advance(10 * Second);
        await Marker(actor);
    }

    [Fact]
    public async Task A_periodic_timer_fires_until_it_is_cancelled()
    {
        var actor = await Timed(timers => timers.StartPeriodicTimer("key", "tick", 2 * Second, Second));

        Time.Advance(4 * Second);
        await _probe.Expect("tick", "tick", "tick");
        await Do(actor, timers => timers.Cancel("key"));
        Time.Advance(10 * Second);
        await Marker(actor);
    }

    [Fact]
    public async Task A_tick_that_is_already_in_the_mailbox_is_dropped_when_its_timer_is_cancelled()
    {
        var actor = await Timed(timers => timers.StartSingleTimer("key", "tick", Second));

        await Do(actor, timers =>
        {
            // It fires while the actor is busy, so the tick waits behind this message.
            Time.Advance(Second);
            timers.Cancel("key");
        });

        await Marker(actor);
    }

    [Fact]
    public async Task A_tick_of_a_replaced_timer_is_dropped()
    {
        var actor = await Timed(timers => timers.StartSingleTimer("key", "old", Second));

        await Do(actor, timers =>
        {
            Time.Advance(Second);
            timers.StartSingleTimer("key", "new", Second);
        });
        Time.Advance(Second);

        await _probe.Expect("new");
    }

    [Fact]
    public async Task Timers_end_with_the_incarnation()
    {
        var actor = await Timed(timers => timers.StartPeriodicTimer("key", "tick", Second));

        actor.Tell(new InvalidOperationException("broken"));
        await Marker(actor);
        Time.Advance(3 * Second);

        await Marker(actor);
    }

    [Fact]
    public async Task A_tick_of_the_previous_incarnation_is_dropped()
    {
        var actor = await Timed(timers => timers.StartSingleTimer("key", "tick", Second));

        await Do(actor, _ =>
        {
            Time.Advance(Second);
            throw new InvalidOperationException("broken");
        });

        await Marker(actor);
    }

    [Fact]
    public async Task A_timer_is_active_until_its_single_tick_has_arrived()
    {
        var states = new List<bool>();
        var actor = await Timed(timers =>
        {
            timers.StartSingleTimer("key", "tick", Second);
            states.Add(timers.IsTimerActive("key"));
        });
        Time.Advance(Second);
        await _probe.Expect("tick");
        await Do(actor, timers => states.Add(timers.IsTimerActive("key")));

        states.ShouldBe([true, false]);
    }

    [Fact]
    public async Task The_end_of_the_actor_frees_its_timers()
    {
        var actor = await Timed(timers => timers.StartPeriodicTimer("key", "tick", Second));

        await actor.GracefulStop(Patience);

        Time.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task The_receive_timeout_comes_when_nothing_else_does_and_comes_again()
    {
        var actor = Idle();
        actor.Tell("start");
        await _probe.Expect("start");

        Time.Advance(Second);
        await _probe.Expect(ReceiveTimeout.Instance);
        Time.Advance(Second);
        await _probe.Expect(ReceiveTimeout.Instance);
    }

    [Fact]
    public async Task A_message_resets_the_receive_timeout()
    {
        var actor = Idle();
        actor.Tell("start");
        await _probe.Expect("start");
        Time.Advance(0.9 * Second);
        actor.Tell("more");
        await _probe.Expect("more");
        await Settled(actor);

        Time.Advance(0.9 * Second);
        actor.Tell(new Unnoticed());
        await _probe.Expect<Unnoticed>();
        await Settled(actor);
        Time.Advance(0.1 * Second);

        await _probe.Expect(ReceiveTimeout.Instance);
    }

    [Fact]
    public async Task The_receive_timeout_can_be_switched_off()
    {
        var actor = Idle();
        actor.Tell("start");
        await _probe.Expect("start");
        actor.Tell("off");
        await _probe.Expect("off");
        await Settled(actor);

        Time.Advance(10 * Second);
        actor.Tell("marker");

        await _probe.Expect("marker");
    }

    private static async Task Settled(IActorRef actor) =>
        await actor.Ask<ActorIdentity>(new Identify(1), Patience);

    private static async Task Do(IActorRef actor, Action<ITimerScheduler> action)
    {
        actor.Tell(action);
        await Settled(actor);
    }

    private IActorRef Idle() => Sys.ActorOf(Scripted.Props((context, message) =>
    {
        if (message is "start" or "off")
        {
            context.SetReceiveTimeout(message is "start" ? Second : null);
        }

        _probe.Ref.Tell(message);
    }));

    private async Task<IActorRef> Timed(Action<ITimerScheduler> start)
    {
        var actor = Sys.ActorOf(Props.Create(() => new WithTimers(_probe.Ref)));
        await Do(actor, start);
        return actor;
    }

    /// <summary>Nothing arrived before this.</summary>
    private async Task Marker(IActorRef actor)
    {
        actor.Tell("marker");
        await _probe.Expect("marker");
    }

    private sealed record Unnoticed : INotInfluenceReceiveTimeout;

    private sealed class WithTimers(IActorRef listener) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Action<ITimerScheduler> action:
                    action(Timers);
                    break;
                case Exception failure:
                    throw failure;
                default:
                    listener.Tell(message);
                    break;
            }
        }
    }
}
