using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Actor;

public class AskTests : ActorSpec
{
    private readonly IActorRef _echo;

    public AskTests() => _echo = Sys.ActorOf(Scripted.Props((context, message) =>
    {
        if (message is not "silence")
        {
            context.Sender.Tell(message);
        }
    }));

    [Fact]
    public async Task The_first_answer_completes_the_ask()
    {
        (await _echo.Ask("hello", Patience)).ShouldBe("hello");
        (await _echo.Ask<int>(7, Patience)).ShouldBe(7);
    }

    [Fact]
    public async Task A_failure_status_becomes_the_exception()
    {
        var cause = new FormatException("bad");

        var thrown = await Should.ThrowAsync<FormatException>(() => _echo.Ask<string>(new Status.Failure(cause), Patience));

        thrown.ShouldBeSameAs(cause);
    }

    [Fact]
    public async Task An_answer_of_another_type_is_an_error_and_not_silence() =>
        await Should.ThrowAsync<ArgumentException>(() => _echo.Ask<int>("text", Patience));

    [Fact]
    public async Task No_answer_in_time_is_a_timeout() =>
        await Should.ThrowAsync<AskTimeoutException>(() => _echo.Ask<string>("silence", TimeSpan.FromMilliseconds(1)));

    [Fact]
    public async Task Cancelling_gives_up()
    {
        using var cancel = new CancellationTokenSource();
        var answer = _echo.Ask<string>("silence", cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<TaskCanceledException>(() => answer);
    }

    [Fact]
    public async Task The_message_can_carry_the_place_for_the_answer()
    {
        var indirect = Sys.ActorOf(Scripted.Props((_, message) => ((IActorRef)message).Tell("direct", ActorRefs.NoSender)));

        (await indirect.Ask<string>(replyTo => replyTo, Patience, CancellationToken.None)).ShouldBe("direct");
    }

    [Fact]
    public async Task The_asker_can_be_found_by_its_path_while_it_waits()
    {
        var indirect = Sys.ActorOf(Scripted.Props((context, _) =>
            context.ActorSelection(context.Sender.Path).Tell("by path", ActorRefs.NoSender)));

        (await indirect.Ask<string>("find me", Patience)).ShouldBe("by path");
    }

    [Fact]
    public async Task A_second_answer_is_a_dead_letter()
    {
        var letters = NewProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var twice = Sys.ActorOf(Scripted.Props((context, _) =>
        {
            context.Sender.Tell("first");
            context.Sender.Tell("second");
        }));

        (await twice.Ask<string>("go", Patience)).ShouldBe("first");

        (await letters.Expect<DeadLetter>()).Message.ShouldBe("second");
    }

    [Fact]
    public async Task PipeTo_tells_the_result_or_the_failure()
    {
        var probe = NewProbe();
        var cause = new FormatException("bad");

        await Task.FromResult(5).PipeTo(probe.Ref, success: number => number + 1);
        await Task.FromException<int>(cause).PipeTo(probe.Ref, _echo);
        await Task.FromException(cause).PipeTo(probe.Ref, failure: e => e.Message);

        await probe.Expect(6);
        (await probe.Expect<Status.Failure>()).Cause.ShouldBe(cause);
        probe.LastSender.ShouldBe(_echo);
        await probe.Expect("bad");
    }

    [Fact]
    public async Task PipeTo_tells_nothing_for_a_task_without_a_result()
    {
        var probe = NewProbe();

        await Task.CompletedTask.PipeTo(probe.Ref);
        await Task.CompletedTask.PipeTo(probe.Ref, success: () => "done");

        await probe.Expect("done");
    }

    [Fact]
    public async Task Tell_carries_the_running_actor_and_Forward_the_original_sender()
    {
        var probe = NewProbe();
        var forwarder = Sys.ActorOf(Scripted.Props((_, message) => probe.Ref.Forward(message)));
        var teller = Sys.ActorOf(Scripted.Props((_, message) => probe.Ref.Tell(message)));

        forwarder.Tell("forwarded", _echo);
        await probe.Expect("forwarded");
        probe.LastSender.ShouldBe(_echo);

        teller.Tell("told", _echo);
        await probe.Expect("told");
        probe.LastSender.ShouldBe(teller);
    }

    [Fact]
    public void A_null_message_is_refused() => Should.Throw<InvalidMessageException>(() => _echo.Tell(null!));
}
