using Akka.Actor;
using Akka.Event;
using Akka.Pattern;

namespace Akka.Tests.Pattern;

public sealed class BackoffSupervisorTests : SystemTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private readonly Collector _starts;
    private readonly Props _child;

    public BackoffSupervisorTests()
    {
        _starts = NewCollector();
        var starts = _starts.Ref;
        _child = Props.Create(() => new Child(starts));
    }

    [Fact]
    public async Task A_child_that_stops_is_started_again_under_the_same_name()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Soon, Soon, 0));
        var first = await _starts.NextAsync<IActorRef>();
        supervisor.Tell("stop");
        var second = await _starts.NextAsync<IActorRef>();
        second.ShouldNotBe(first);
        second.Path.Name.ShouldBe("child");
        (await AskAsync<BackoffSupervisor.CurrentChild>(supervisor, BackoffSupervisor.GetCurrentChild.Instance)).Ref.ShouldBe(second);
    }

    [Fact]
    public async Task A_child_that_fails_is_restarted_at_once_by_the_default_strategy_and_after_the_delay_when_that_stops_it()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Soon, Soon, 0).WithManualReset());
        var first = await _starts.NextAsync<IActorRef>();
        supervisor.Tell("fail");
        (await _starts.NextAsync<IActorRef>()).ShouldBe(first);
        (await RestartsAsync(supervisor)).ShouldBe(0);

        var stopping = Supervise(Backoff.OnStop(_child, "child", Soon, Soon, 0).WithManualReset().WithDefaultStoppingStrategy());
        var other = await _starts.NextAsync<IActorRef>();
        stopping.Tell("fail");
        (await _starts.NextAsync<IActorRef>()).ShouldNotBe(other);
        (await RestartsAsync(stopping)).ShouldBe(1);
    }

    [Fact]
    public async Task Messages_pass_to_the_child_with_their_sender()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Soon, Soon, 0));
        (await AskAsync<string>(supervisor, "hello")).ShouldBe("hello");
    }

    [Fact]
    public async Task While_the_delay_runs_there_is_no_child_and_the_configured_reply_is_given()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Never, Never, 0).WithReplyWhileStopped("unavailable"));
        await StopChildAsync(supervisor);
        (await AskAsync<BackoffSupervisor.CurrentChild>(supervisor, BackoffSupervisor.GetCurrentChild.Instance)).Ref.ShouldBeNull();
        (await AskAsync<string>(supervisor, "hello")).ShouldBe("unavailable");
    }

    [Fact]
    public async Task Without_a_reply_messages_become_dead_letters_while_the_delay_runs()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Never, Never, 0));
        await StopChildAsync(supervisor);
        var listener = NewCollector();
        System.EventStream.Subscribe(listener.Ref, typeof(DeadLetter));
        supervisor.Tell("hello", listener.Ref);
        var letter = await listener.NextAsync<DeadLetter>();
        letter.Message.ShouldBe("hello");
        letter.Sender.ShouldBe(listener.Ref);
    }

    [Fact]
    public async Task The_supervisor_stops_when_the_retries_are_used_up()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Soon, Soon, 0, 2).WithManualReset());
        var end = NewCollector();
        end.Watch(supervisor);
        for (var i = 0; i < 3; i++)
        {
            (await _starts.NextAsync<IActorRef>()).Tell("stop");
        }

        (await end.NextAsync<Terminated>()).ActorRef.ShouldBe(supervisor);
        (await _starts.UntilNowAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_manual_reset_sets_the_count_back()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Soon, Soon, 0).WithManualReset());
        for (var i = 0; i < 2; i++)
        {
            (await _starts.NextAsync<IActorRef>()).Tell("stop");
        }

        await _starts.NextAsync<IActorRef>();
        (await RestartsAsync(supervisor)).ShouldBe(2);
        supervisor.Tell(BackoffSupervisor.Reset.Instance);
        (await RestartsAsync(supervisor)).ShouldBe(0);
    }

    [Fact]
    public async Task An_automatic_reset_sets_the_count_back_when_the_child_lives_on()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Soon, Never, 0).WithAutoReset(Soon));
        (await _starts.NextAsync<IActorRef>()).Tell("stop");
        await _starts.NextAsync<IActorRef>();
        var deadline = Environment.TickCount64 + 20_000;
        while (await RestartsAsync(supervisor) != 0)
        {
            Environment.TickCount64.ShouldBeLessThan(deadline);
        }
    }

    [Fact]
    public async Task After_a_final_stop_message_the_supervisor_ends_with_its_child()
    {
        var supervisor = Supervise(Backoff.OnStop(_child, "child", Soon, Soon, 0).WithFinalStopMessage(message => message is "stop"));
        var end = NewCollector();
        end.Watch(supervisor);
        await _starts.NextAsync<IActorRef>();
        supervisor.Tell("stop");
        await end.NextAsync<Terminated>();
        (await _starts.UntilNowAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task On_failure_the_child_is_replaced_after_the_delay()
    {
        var supervisor = Supervise(Backoff.OnFailure(_child, "child", Soon, Soon, 0).WithManualReset());
        var first = await _starts.NextAsync<IActorRef>();
        supervisor.Tell("fail");
        (await _starts.NextAsync<IActorRef>()).ShouldNotBe(first);
        (await RestartsAsync(supervisor)).ShouldBe(1);
    }

    [Fact]
    public async Task On_failure_a_child_that_stops_by_itself_ends_the_supervisor()
    {
        var supervisor = Supervise(Backoff.OnFailure(_child, "child", Soon, Soon, 0));
        var end = NewCollector();
        end.Watch(supervisor);
        supervisor.Tell("stop");
        (await end.NextAsync<Terminated>()).ActorRef.ShouldBe(supervisor);
    }

    [Fact]
    public async Task On_failure_the_supervisor_ends_when_the_retries_are_used_up()
    {
        var supervisor = Supervise(Backoff.OnFailure(_child, "child", Soon, Soon, 0, 1).WithManualReset());
        var end = NewCollector();
        end.Watch(supervisor);
        (await _starts.NextAsync<IActorRef>()).Tell("fail");
        (await _starts.NextAsync<IActorRef>()).Tell("fail");
        (await end.NextAsync<Terminated>()).ActorRef.ShouldBe(supervisor);
    }

    [Fact]
    public void Delays_that_make_no_sense_are_refused()
    {
        Should.Throw<ArgumentException>(() => Backoff.OnStop(_child, "child", TimeSpan.Zero, Soon, 0));
        Should.Throw<ArgumentException>(() => Backoff.OnStop(_child, "child", Never, Soon, 0));
        Should.Throw<ArgumentException>(() => Backoff.OnStop(_child, "child", Soon, Soon, 1.5));
        Should.Throw<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(_child, "child", Soon, Soon, 0).WithAutoReset(Never)));
    }

    private IActorRef Supervise(BackoffOptions options) => System.ActorOf(BackoffSupervisor.Props(options));

    private async Task StopChildAsync(IActorRef supervisor)
    {
        var child = await _starts.NextAsync<IActorRef>();
        child.Tell("stop");

        // The count rises in the step in which the supervisor lets go of the child.
        while (await RestartsAsync(supervisor) == 0)
        {
            await Task.Yield();
        }
    }

    private static async Task<int> RestartsAsync(IActorRef supervisor) =>
        (await AskAsync<BackoffSupervisor.RestartCount>(supervisor, BackoffSupervisor.GetRestartCount.Instance)).Count;

    private sealed class Child : ReceiveActor
    {
        public Child(IActorRef starts)
        {
            starts.Tell(Self);
            Receive<string>(text => text == "stop", _ => Context.Stop(Self));
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("as asked"));
            ReceiveAny(other => Sender.Tell(other));
        }
    }
}
