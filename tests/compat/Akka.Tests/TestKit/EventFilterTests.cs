using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Xunit.Sdk;

namespace Akka.Tests.TestKit;

public sealed class EventFilterTests() : Akka.TestKit.Xunit2.TestKit("akka.loglevel = DEBUG\nakka.stdout-loglevel = OFF")
{
    private static readonly TimeSpan NoTime = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Each_level_has_its_filter()
    {
        EventFilter.Debug("hello").ExpectOne(() => Log.Debug("hello"));
        EventFilter.Info("hello").ExpectOne(() => Log.Info("hello"));
        EventFilter.Warning("hello").ExpectOne(() => Log.Warning("hello"));
        EventFilter.Error("hello").ExpectOne(() => Log.Error("hello"));
        EventFilter.ForLogLevel(LogLevel.WarningLevel, "hello").ExpectOne(() => Log.Warning("hello"));
    }

    [Fact]
    public void A_text_is_matched_whole_by_start_by_part_or_by_pattern_without_regard_to_case()
    {
        EventFilter.Info(message: "TASK 7 DONE").ExpectOne(() => Log.Info("Task {0} done", 7));
        EventFilter.Info(start: "task 7").ExpectOne(() => Log.Info("Task {0} done", 7));
        EventFilter.Info(contains: "7 DO").ExpectOne(() => Log.Info("Task {0} done", 7));
        EventFilter.Info(new Regex("^Task [0-9] ")).ExpectOne(() => Log.Info("Task {0} done", 7));
    }

    [Fact]
    public void Another_text_level_or_source_does_not_count()
    {
        Should.Throw<XunitException>(() => EventFilter.Info("hello").ExpectOne(NoTime, () => Log.Info("other")));
        Should.Throw<XunitException>(() => EventFilter.Info("hello").ExpectOne(NoTime, () => Log.Warning("hello")));
        Should.Throw<XunitException>(() => EventFilter.Info(source: "/user/other").ExpectOne(NoTime, () => Log.Info("hello")));
    }

    [Fact]
    public void Too_many_events_fail_like_too_few()
    {
        EventFilter.Info("hello").Expect(2, () => LogHello(2));
        Should.Throw<XunitException>(() => EventFilter.Info("hello").Expect(3, NoTime, () => LogHello(2)));

        // Both events are counted before the block ends, as the second expectation only ends after the listener saw them.
        Should.Throw<XunitException>(() => EventFilter.Info("hello").Expect(1, () =>
        {
            LogHello(2);
            EventFilter.Info("marker").ExpectOne(() => Log.Info("marker"));
        }));
    }

    [Fact]
    public void None_expected_fails_when_one_comes()
    {
        EventFilter.Info("hello").Expect(0, NoTime, () => Log.Info("other"));
        Should.Throw<XunitException>(() => EventFilter.Info("hello").Expect(0, TimeSpan.FromSeconds(30), () => LogHello(1)));
    }

    [Fact]
    public void The_source_may_be_the_path_of_an_actor()
    {
        var failing = ActorOf<Failing>("failing");

        EventFilter.Exception<InvalidOperationException>(source: failing.Path.ToString()).ExpectOne(() => failing.Tell("boom"));
        EventFilter.Exception<InvalidOperationException>(source: "/user/failing").ExpectOne(() => failing.Tell("boom"));
    }

    [Fact]
    public void An_exception_is_matched_by_type_and_text()
    {
        var failing = ActorOf<Failing>();

        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() => failing.Tell("boom"));
        EventFilter.Exception<Exception>(contains: "oo").ExpectOne(() => failing.Tell("boom"));
        Should.Throw<XunitException>(() =>
            EventFilter.Exception<ArgumentException>().ExpectOne(NoTime, () => failing.Tell("boom")));
    }

    [Fact]
    public void An_inner_exception_is_matched_when_asked_for()
    {
        var error = new InvalidOperationException("outer", new ArgumentException("inner"));

        EventFilter.Exception(typeof(ArgumentException), "inner", checkInnerExceptions: true)
            .ExpectOne(() => Log.Error(error, "failed"));
        Should.Throw<XunitException>(() =>
            EventFilter.Exception(typeof(ArgumentException), "inner").ExpectOne(NoTime, () => Log.Error(error, "failed")));
    }

    [Fact]
    public void A_dead_letter_is_matched_by_type_content_and_recipient()
    {
        var gone = ActorOf<Failing>("gone");
        Watch(gone);
        Sys.Stop(gone);
        ExpectTerminated(gone);

        EventFilter.DeadLetter().ExpectOne(() => gone.Tell(1));
        EventFilter.DeadLetter<int>().ExpectOne(() => gone.Tell(1));
        EventFilter.DeadLetter<int>(number => number == 2, source: "/user/gone").ExpectOne(() => gone.Tell(2));
        Should.Throw<XunitException>(() => EventFilter.DeadLetter<string>().ExpectOne(NoTime, () => gone.Tell(1)));
    }

    [Fact]
    public void Filters_add_up_with_And() =>
        EventFilter.Info("hello").And.Warning("danger").Expect(2, () =>
        {
            Log.Info("hello");
            Log.Warning("danger");
        });

    [Fact]
    public void A_custom_filter_asks_a_predicate() =>
        EventFilter.Custom<Info>(info => info.LogLevel() == LogLevel.InfoLevel && info.Message.ToString() == "hello")
            .ExpectOne(() => Log.Info("hello"));

    [Fact]
    public async Task An_expectation_gives_the_result_of_its_block_and_may_await()
    {
        EventFilter.Info("hello").ExpectOne(() =>
        {
            LogHello(1);
            return 5;
        }).ShouldBe(5);

        (await EventFilter.Info("hello").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            LogHello(1);
            return 6;
        })).ShouldBe(6);
    }

    [Fact]
    public void Muted_events_count_for_nothing_and_return_after_unmuting()
    {
        var muted = EventFilter.Info("hello").Mute();
        Should.Throw<XunitException>(() => EventFilter.Info("hello").ExpectOne(NoTime, () => LogHello(1)));

        muted.Unmute();
        EventFilter.Info("hello").ExpectOne(() => LogHello(1));
    }

    private void LogHello(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Log.Info("hello");
        }
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => Receive<string>(message => throw new InvalidOperationException(message));
    }
}
