using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Tests.Actor;

namespace Akka.Tests.Dispatch;

public class MailboxTests() : ActorSpec(Config)
{
    private static readonly string Config = $$"""
        ranked.mailbox-type = "{{typeof(Ranked).AssemblyQualifiedName}}"
        ranked-unstable.mailbox-type = "{{typeof(RankedUnstable).AssemblyQualifiedName}}"
        bounded {
          mailbox-type = "Akka.Dispatch.BoundedMailbox"
          mailbox-capacity = 2
          mailbox-push-timeout-time = 0s
        }
        akka.actor.deployment { /configured { mailbox = ranked } }
        """;

    [Theory]
    [InlineData("ranked")]
    [InlineData("ranked-unstable")]
    public async Task A_priority_mailbox_gives_the_lowest_number_first(string mailbox)
    {
        var probe = NewProbe();
        var actor = Busy(probe, mailbox, out var goOn);
        foreach (var rank in new[] { 3, 1, 2, 0, 1000, -5 })
        {
            actor.Tell(new Job(rank, ""));
        }

        goOn.SetResult();

        foreach (var rank in new[] { -5, 0, 1, 2, 3, 1000 })
        {
            await probe.Expect(new Job(rank, ""));
        }
    }

    [Fact]
    public async Task A_stable_priority_mailbox_keeps_the_order_of_equals()
    {
        var probe = NewProbe();
        var actor = Busy(probe, "ranked", out var goOn);
        var jobs = Enumerable.Range(0, 2000).Select(i => new Job(i * 7 % 5, $"{i}")).ToArray();
        foreach (var job in jobs)
        {
            actor.Tell(job);
        }

        goOn.SetResult();

        foreach (var job in jobs.OrderBy(job => job.Rank))
        {
            await probe.Expect(job);
        }
    }

    [Fact]
    public async Task A_late_message_of_high_priority_overtakes_the_backlog()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Scripted.Props((context, message) =>
        {
            if (message is Job { Name: "sends" })
            {
                context.Self.Tell(new Job(0, "urgent"));
            }

            probe.Ref.Tell(message);
        }).WithMailbox("ranked"));
        var goOn = Hold(actor);
        actor.Tell(new Job(1, "sends"));
        actor.Tell(new Job(2, "waits"));

        goOn.SetResult();

        await probe.Expect(new Job(1, "sends"), new Job(0, "urgent"), new Job(2, "waits"));
    }

    [Fact]
    public async Task A_great_variety_of_priorities_is_sorted_too()
    {
        var probe = NewProbe();
        var actor = Busy(probe, "ranked", out var goOn);
        foreach (var rank in Enumerable.Range(0, 1000).Select(i => i * 7919 % 1000))
        {
            actor.Tell(new Job(rank, ""));
        }

        goOn.SetResult();

        for (var rank = 0; rank < 1000; rank++)
        {
            await probe.Expect(new Job(rank, ""));
        }
    }

    [Fact]
    public async Task The_mailbox_of_a_deployment_applies_to_its_path()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Scripted.Props((_, message) => probe.Ref.Tell(message)), "configured");
        var goOn = Hold(actor);
        actor.Tell(new Job(2, ""));
        actor.Tell(new Job(1, ""));

        goOn.SetResult();

        await probe.Expect(new Job(1, ""), new Job(2, ""));
    }

    [Fact]
    public async Task What_a_full_bounded_mailbox_has_no_room_for_is_a_dead_letter()
    {
        var letters = NewProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var probe = NewProbe();
        var actor = Busy(probe, "bounded", out var goOn);

        actor.Tell("first");
        actor.Tell("second");
        actor.Tell("too much");
        (await letters.Expect<DeadLetter>()).Message.ShouldBe("too much");
        goOn.SetResult();

        await probe.Expect("first", "second");
        actor.Tell("room again");
        await probe.Expect("room again");
    }

    [Fact]
    public void A_bounded_mailbox_without_capacity_is_refused()
    {
        var config = ConfigurationFactory.ParseString("mailbox-capacity = 0");

        Should.Throw<ArgumentException>(() => new BoundedMailbox(Sys.Settings, config)).Message.ShouldContain("mailbox-capacity");
    }

    [Fact]
    public void An_unknown_mailbox_is_refused() => Should.Throw<ConfigurationException>(
        () => Sys.ActorOf(Scripted.Props((_, _) => { }).WithMailbox("unknown"))).Message.ShouldContain("unknown");

    [Fact]
    public async Task Many_senders_lose_nothing_and_each_keeps_its_order()
    {
        const int Senders = 4;
        const int Each = 20_000;
        var done = new TaskCompletionSource();
        var next = new int[Senders];
        var isOrdered = true;
        var received = 0;
        var actor = Sys.ActorOf(Scripted.Props((_, message) =>
        {
            var (sender, number) = ((int, int))message;
            isOrdered &= next[sender]++ == number;
            if (++received == Senders * Each)
            {
                done.SetResult();
            }
        }));

        Parallel.For(0, Senders, sender =>
        {
            for (var i = 0; i < Each; i++)
            {
                actor.Tell((sender, i), ActorRefs.NoSender);
            }
        });

        await done.Task.WaitAsync(Patience);
        isOrdered.ShouldBeTrue();
    }

    /// <summary>Keeps the actor busy until the result is set, so that what comes meanwhile waits in its mailbox.</summary>
    private static TaskCompletionSource Hold(IActorRef actor)
    {
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource();

        // Identify is answered inside the actor's own turn, so a receiver that blocks holds the actor.
        actor.Tell(new Identify(1), new Blocker(holds, goOn));
        holds.Task.Wait(Patience).ShouldBeTrue();
        return goOn;
    }

    private IActorRef Busy(Probe probe, string mailbox, out TaskCompletionSource goOn)
    {
        var actor = Sys.ActorOf(Scripted.Props((_, message) => probe.Ref.Tell(message)).WithMailbox(mailbox));
        goOn = Hold(actor);
        return actor;
    }

    private sealed record Job(int Rank, string Name);

    private sealed class Blocker(TaskCompletionSource holds, TaskCompletionSource goOn) : MinimalActorRef
    {
        public override ActorPath Path { get; } = ActorPath.Parse("akka://test/blocker");

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender)
        {
            holds.SetResult();
            goOn.Task.Wait(Patience);
        }
    }

    private sealed class Ranked(Settings settings, Akka.Configuration.Config config) : UnboundedStablePriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => message is Job job ? job.Rank : 0;
    }

    private sealed class RankedUnstable(Settings settings, Akka.Configuration.Config config) : UnboundedPriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => message is Job job ? job.Rank : 0;
    }
}
