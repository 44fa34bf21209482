using System.Threading.Channels;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Tests.Metrics;
using Akka.Actor;

namespace ActorQueue.Tests.Callbacks;

/// <summary>When a task's progress handler is called, in virtual time.</summary>
public sealed class ProgressCallsTests : QueueTestKit
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // The steps in which time goes on: a pause is told apart from one that is shorter by as much.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly Handler _handler;
    private readonly IActorRef _calls;

    public ProgressCallsTests()
    {
        _handler = new Handler(Sys.Scheduler);
        _calls = Sys.ActorOf(ProgressCalls.Props(new NamedHandlers<IProgressCallback>([new("bar", _handler)]), Interval, Metrics));
    }

    [Fact]
    public void The_first_progress_is_told_at_once_and_then_only_the_newest_and_not_faster_than_the_interval()
    {
        Report(1, 10);
        var first = Next();
        Report(1, 20);
        Report(1, 30);
        Report(1, 40);
        var second = NextInTime();

        (first.Current, second.Current).ShouldBe((10, 40));
        (second.At - first.At).ShouldBeGreaterThanOrEqualTo(Interval);
        Finish(1);
        _handler.HasCalls.ShouldBeFalse();
    }

    [Fact]
    public void A_task_waits_for_none_but_itself()
    {
        _handler.Gate = new TaskCompletionSource();
        Report(1, 10);
        Next();
        Report(2, 20);
        Next().Current.ShouldBe(20);
        _handler.Gate.SetResult();
    }

    [Fact]
    public void Two_calls_for_one_task_never_run_at_once()
    {
        _handler.Gate = new TaskCompletionSource();
        Report(1, 10);
        Next();
        Report(1, 20);
        _calls.Tell(new FinishProgress(TestQueue.Id(1)), TestActor);
        Clock.Advance(Interval * 10);
        _calls.Ask<ActorIdentity>(new Identify(1)).Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        (_handler.HasCalls, HasMessages).ShouldBe((false, false));
        _handler.Gate.SetResult();
        Next().Current.ShouldBe(20);
        ExpectMsg<ProgressFinished>();
        _handler.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    public void A_call_that_throws_is_made_again_after_a_pause_that_doubles_with_the_newest_and_counted()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        _handler.Fails = true;
        Report(1, 10);
        List<Call> calls = [Next(), NextInTime()];
        Report(1, 20);
        calls.AddRange([NextInTime(), NextInTime()]);
        _handler.Fails = false;
        calls.Add(NextInTime());

        calls.Select(call => call.Current).ShouldBe([10, 10, 20, 20, 20]);
        calls.Zip(calls.Skip(1), (one, next) => Math.Floor((next.At - one.At).TotalSeconds)).ShouldBe([1, 2, 4, 8]);
        Finish(1);
        _handler.HasCalls.ShouldBeFalse();
        measured.Sum("actorqueue.callbacks.failed", "callback", "bar").ShouldBe(4);
    }

    [Fact]
    public void A_progress_that_stays_the_newest_is_given_up_after_the_last_try_and_the_next_one_is_told()
    {
        _handler.Fails = true;
        Report(1, 10);
        Next();
        for (var i = 1; i < ProgressCalls.MaxTries; i++)
        {
            NextInTime();
        }

        Clock.Advance(TimeSpan.FromHours(1));
        Finish(1);
        _handler.HasCalls.ShouldBeFalse();
        Report(1, 20);
        Next().Current.ShouldBe(20);
    }

    // The 100 % that a task reports just before its end would else come after the callbacks of that end, or wait out a pause that nobody sees.
    [Fact]
    public void Who_asks_for_the_end_is_answered_when_the_last_progress_has_been_told_without_a_pause_and_once_when_it_fails()
    {
        Finish(1);
        Report(1, 50);
        Next();
        Report(1, 100);
        _handler.Fails = true;
        Finish(1);

        Next().Current.ShouldBe(100);
        Clock.Advance(TimeSpan.FromHours(1));
        Finish(1);
        _handler.HasCalls.ShouldBeFalse();
    }

    [Fact]
    public void A_name_that_nobody_has_registered_is_told_once_in_the_log() =>
        EventFilter.Warning(contains: "under the name nobody; this process has: bar").ExpectOne(() =>
        {
            _calls.Tell(new ProgressMade(View(1, 10), "nobody"));
            _calls.Tell(new ProgressMade(View(2, 10), "nobody"));
            Finish(1);
        });

    private static TaskView View(int task, long current) => new()
    {
        Id = TestQueue.Id(task),
        Kind = "test",
        Name = "test",
        Status = QueueTaskStatus.Processing,
        Priority = TaskPriority.Normal,
        Attempts = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Progress = new TaskProgress(current, 100, null),
    };

    private void Report(int task, long current) => _calls.Tell(new ProgressMade(View(task, current), "bar"));

    private void Finish(int task)
    {
        _calls.Tell(new FinishProgress(TestQueue.Id(task)), TestActor);
        ExpectMsg<ProgressFinished>();
    }

    private Call Next() => _handler.NextAsync().GetAwaiter().GetResult();

    private Call NextInTime()
    {
        AwaitCondition(
            () =>
            {
                Clock.Advance(Step);
                _calls.Ask<ActorIdentity>(new Identify(1)).Wait(TimeSpan.FromSeconds(30));
                return _handler.HasCalls;
            },
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(1));
        return Next();
    }

    private sealed record Call(long Current, DateTimeOffset At);

    private sealed class Handler(ITimeProvider time) : IProgressCallback
    {
        private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
        private int _running;

        public bool Fails { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public int MostAtOnce { get; private set; }

        public bool HasCalls => _calls.Reader.Count > 0;

        public Task<Call> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        public async ValueTask ReportAsync(ProgressContext context, CancellationToken cancellationToken)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
            _calls.Writer.TryWrite(new Call(context.Progress.Current, time.Now));
            await (Gate?.Task ?? Task.CompletedTask);
            Interlocked.Decrement(ref _running);
            if (Fails)
            {
                throw new InvalidOperationException("not now");
            }
        }
    }
}
