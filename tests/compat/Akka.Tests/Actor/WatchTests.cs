using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Actor;

public class WatchTests : ActorSpec
{
    private readonly Probe _probe;

    public WatchTests() => _probe = NewProbe();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_watcher_hears_of_the_end(bool byPoison)
    {
        var actor = NewProbe().Ref;
        await _probe.Watch(actor);

        if (byPoison)
        {
            actor.Tell(PoisonPill.Instance);
        }
        else
        {
            Sys.Stop(actor);
        }

        var terminated = await _probe.Expect<Terminated>();
        terminated.ActorRef.ShouldBe(actor);
        terminated.ExistenceConfirmed.ShouldBeTrue();
    }

    [Fact]
    public async Task Watching_the_dead_is_answered_at_once()
    {
        var actor = NewProbe().Ref;
        await actor.GracefulStop(Patience);

        await _probe.Watch(actor);

        (await _probe.Expect<Terminated>()).ExistenceConfirmed.ShouldBeFalse();
    }

    [Fact]
    public async Task Unwatching_takes_back_a_notice_that_is_already_in_the_mailbox()
    {
        var watched = NewProbe().Ref;
        var other = NewProbe().Ref;
        await _probe.Watch(watched);
        var inHandler = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var watcher = Sys.ActorOf(Scripted.Props((context, message) =>
        {
            switch (message)
            {
                case "watch":
                    context.Watch(watched);
                    break;
                case "unwatch":
                    inHandler.SetResult();
                    goOn.Task.Wait(Patience);
                    context.Unwatch(watched);
                    break;
                default:
                    other.Tell(message);
                    _probe.Ref.Tell(message);
                    break;
            }
        }));
        watcher.Tell("watch");
        watcher.Tell("unwatch");
        await inHandler.Task.WaitAsync(Patience);
        await watched.GracefulStop(Patience);
        await _probe.ExpectEnd(watched);
        goOn.SetResult();

        watcher.Tell("marker");

        await _probe.Expect("marker");
    }

    [Fact]
    public async Task WatchWith_delivers_the_given_message()
    {
        var watched = NewProbe().Ref;
        var watcher = Sys.ActorOf(Scripted.Props((context, message) =>
        {
            if (message is "watch")
            {
                context.WatchWith(watched, "gone");
                context.Sender.Tell("ok");
            }
            else
            {
                _probe.Ref.Tell(message);
            }
        }));
        await watcher.Ask<string>("watch", Patience);

        watched.Tell(PoisonPill.Instance);

        await _probe.Expect("gone");
    }

    [Fact]
    public async Task Watching_twice_with_different_messages_is_refused()
    {
        var watched = NewProbe().Ref;
        var watcher = Sys.ActorOf(Scripted.Props((context, _) =>
        {
            context.Watch(watched);
            try
            {
                context.WatchWith(watched, "gone");
            }
            catch (InvalidOperationException e)
            {
                context.Sender.Tell(e.Message);
            }
        }));

        (await watcher.Ask<string>("go", Patience)).ShouldContain("unwatch first");
    }

    [Fact]
    public async Task An_unhandled_end_of_a_watched_actor_kills_the_watcher()
    {
        var watched = NewProbe().Ref;
        var watcher = Sys.ActorOf(Props.Create(() => new Dependent(watched)));
        await _probe.Watch(watcher);

        watched.Tell(PoisonPill.Instance);

        await _probe.ExpectEnd(watcher);
    }

    [Fact]
    public async Task A_name_is_free_again_when_the_watching_parent_hears_of_the_end()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Renewing(_probe.Ref)));

        parent.Tell("renew");

        var first = await _probe.Expect<IActorRef>();
        var second = await _probe.Expect<IActorRef>();
        second.Path.ShouldBe(first.Path);
        second.ShouldNotBe(first);
    }

    [Fact]
    public async Task Children_end_before_their_parent()
    {
        var parent = Sys.ActorOf(Scripted.Props((context, _) => context.Sender.Tell(context.ActorOf(Scripted.Props((_, _) => { })))));
        var child = await parent.Ask<IActorRef>("child", Patience);
        await _probe.Watch(child);
        await _probe.Watch(parent);

        parent.Tell(PoisonPill.Instance);

        await _probe.ExpectEnd(child);
        await _probe.ExpectEnd(parent);
    }

    [Fact]
    public async Task What_a_dead_actor_gets_becomes_a_dead_letter()
    {
        Sys.EventStream.Subscribe(_probe.Ref, typeof(DeadLetter));
        var actor = NewProbe().Ref;
        await actor.GracefulStop(Patience);

        actor.Tell("too late", _probe.Ref);

        var letter = await _probe.Expect<DeadLetter>();
        letter.Message.ShouldBe("too late");
        letter.Recipient.ShouldBe(actor);
        letter.Sender.ShouldBe(_probe.Ref);
    }

    [Fact]
    public async Task What_waits_in_the_mailbox_at_the_end_becomes_dead_letters()
    {
        Sys.EventStream.Subscribe(_probe.Ref, typeof(DeadLetter));
        var actor = Sys.ActorOf(Scripted.Props((context, _) => context.Stop(context.Self)));
        var blocked = Sys.ActorOf(Scripted.Props((context, message) =>
        {
            actor.Tell("stop");
            actor.Tell("left");
        }));

        blocked.Tell("go");

        (await _probe.Expect<DeadLetter>()).Message.ShouldBe("left");
    }

    [Fact]
    public async Task An_unhandled_message_is_published()
    {
        Sys.EventStream.Subscribe(_probe.Ref, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create<HandlesNothing>());

        actor.Tell("what?", _probe.Ref);

        var unhandled = await _probe.Expect<UnhandledMessage>();
        unhandled.Message.ShouldBe("what?");
        unhandled.Recipient.ShouldBe(actor);
    }

    [Fact]
    public async Task GracefulStop_gives_up_when_the_actor_does_not_stop()
    {
        var actor = Sys.ActorOf(Scripted.Props((_, _) => { }));

        await Should.ThrowAsync<TaskCanceledException>(() => actor.GracefulStop(TimeSpan.FromMilliseconds(1), "ignored"));
    }

    private sealed class Dependent : ReceiveActor
    {
        public Dependent(IActorRef watched) => Context.Watch(watched);
    }

    private sealed class HandlesNothing : ReceiveActor;

    private sealed class Renewing(IActorRef listener) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Terminated)
            {
                listener.Tell(Context.ActorOf(Scripted.Props((_, _) => { }), "name"));
                return;
            }

            var child = Context.ActorOf(Scripted.Props((_, _) => { }), "name");
            listener.Tell(child);
            Context.Watch(child);
            Context.Stop(child);
        }
    }
}
