using Akka.Actor;

namespace Akka.Tests.Actor;

public class AsyncHandlerTests : ActorSpec
{
    [Fact]
    public async Task The_next_message_waits_for_the_asynchronous_handler()
    {
        var probe = NewProbe();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Asynchronous(probe.Ref, gate.Task)));

        actor.Tell("wait");
        actor.Tell("next");
        await probe.Expect("wait begins");
        probe.Ref.Tell("marker");
        await probe.Expect("marker");
        gate.SetResult();

        await probe.Expect("wait ends", "next");
    }

    [Fact]
    public async Task Sender_and_context_are_the_messages_own_after_an_await()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Asynchronous(probe.Ref, Task.CompletedTask)));

        (await actor.Ask<IActorRef>("who", Patience)).ShouldBe(actor);
    }

    [Fact]
    public async Task An_exception_after_an_await_is_supervised_like_any_other()
    {
        var probe = NewProbe();
        var seen = new TaskCompletionSource<Exception>();
        var supervisor = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(cause =>
        {
            seen.TrySetResult(cause);
            return Directive.Restart;
        })));
        var actor = await supervisor.Ask<IActorRef>(
            Props.Create(() => new Asynchronous(probe.Ref, Task.CompletedTask)), Patience);

        actor.Tell("fail");
        actor.Tell("next");

        (await seen.Task.WaitAsync(Patience)).ShouldBeOfType<FormatException>();
        await probe.Expect("PreRestart fail", "next");
    }

    [Fact]
    public async Task Many_handlers_that_await_lose_nothing_and_keep_the_order()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Asynchronous(probe.Ref, Task.CompletedTask)));

        for (var i = 0; i < 1000; i++)
        {
            actor.Tell(i);
        }

        for (var i = 0; i < 1000; i++)
        {
            await probe.Expect(i);
        }
    }

    [Fact]
    public async Task An_actor_can_be_stopped_while_its_handler_waits()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Asynchronous(probe.Ref, new TaskCompletionSource().Task)));
        actor.Tell("wait");
        await probe.Expect("wait begins");
        await probe.Watch(actor);

        Sys.Stop(actor);

        await probe.ExpectEnd(actor);
    }

    private sealed class Asynchronous : ReceiveActor
    {
        private readonly IActorRef _listener;

        public Asynchronous(IActorRef listener, Task gate)
        {
            _listener = listener;
            ReceiveAsync<string>(text => text == "wait", async _ =>
            {
                listener.Tell("wait begins");
                await gate;
                listener.Tell("wait ends");
            });
            ReceiveAsync<string>(text => text == "who", async _ =>
            {
                await Task.Yield();
                Sender.Tell(Context.Self);
            });
            ReceiveAsync<string>(text => text == "fail", async _ =>
            {
                await Task.Yield();
                throw new FormatException("after the await");
            });
            ReceiveAsync<int>(async number =>
            {
                await Task.Yield();
                listener.Tell(number);
            });
            ReceiveAnyAsync(message =>
            {
                listener.Tell(message);
                return Task.CompletedTask;
            });
        }

        protected override void PreRestart(Exception reason, object message) => _listener.Tell($"PreRestart {message}");
    }
}
