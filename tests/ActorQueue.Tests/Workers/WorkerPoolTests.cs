using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Workers;

public sealed class WorkerPoolTests : TestKit
{
    private readonly TestProbe _queue;
    private readonly StagedProcessor _processor = new();
    private readonly SyncThreads _threads = new(4, TimeSpan.FromMinutes(1), TimeProvider.System);

    public WorkerPoolTests()
        : base(TestQueue.Config()) => _queue = CreateTestProbe("queue");

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void It_offers_room_for_as_many_attempts_as_it_has_analyzers()
    {
        StartPool(analyzers: 3);

        _queue.ExpectMsg<WorkerAttached>().Slots.ShouldBe(3);
        ExpectCredit(3);
    }

    [Fact]
    public async Task Attempts_run_side_by_side_and_a_slot_is_offered_again_when_its_analyzer_is_free()
    {
        var pool = StartAttachedPool(analyzers: 2);

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1), TestQueue.Assignment(2)]));
        var first = await _processor.StartedAsync(1);
        await _processor.StartedAsync(2);
        first.Finish.SetResult(TaskResult.Empty);

        _queue.ExpectMsg<AttemptCompleted>().Key.Id.ShouldBe(TestQueue.Id(1));
        ExpectCredit(3);
    }

    [Fact]
    public async Task An_outcome_is_sent_again_to_the_next_owner_until_it_is_recorded()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        (await _processor.StartedAsync(1)).Finish.SetResult(TaskResult.Empty);
        var outcome = _queue.ExpectMsg<AttemptCompleted>();
        var next = CreateTestProbe("next-queue");

        pool.Tell(new QueueOnline(next, 2));

        next.ExpectMsg<WorkerAttached>().Held.ShouldContain(outcome.Key);
        next.FishForMessage(message => message is AttemptCompleted);
        pool.Tell(new OutcomeRecorded(outcome.Key));
        var third = CreateTestProbe("third-queue");
        pool.Tell(new QueueOnline(third, 3));
        third.ExpectMsg<WorkerAttached>().Held.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_running_attempt_is_named_to_the_next_owner_and_not_started_twice()
    {
        var pool = StartAttachedPool(analyzers: 2);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        await _processor.StartedAsync(1);

        pool.Tell(new QueueOnline(_queue, 2));
        _queue.FishForMessage(message => message is WorkerAttached { Held.Count: 1 });
        pool.Tell(new RunAttempts(2, [TestQueue.Assignment(1), TestQueue.Assignment(2)]));

        await _processor.StartedAsync(2);
        _processor.Starts(1).ShouldBe(1);
    }

    [Fact]
    public void Assignments_of_an_owner_that_was_replaced_are_not_run()
    {
        var pool = StartAttachedPool(analyzers: 1);

        pool.Tell(new RunAttempts(99, [TestQueue.Assignment(1)]));
        pool.Tell(new CancelAttempt(new AttemptKey(TestQueue.Id(1), 1)));

        _queue.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_smaller_size_never_interrupts_a_busy_analyzer()
    {
        var pool = StartAttachedPool(analyzers: 3);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1), TestQueue.Assignment(2)]));
        var first = await _processor.StartedAsync(1);
        var second = await _processor.StartedAsync(2);

        pool.Tell(new ResizePool(1));
        Clock.Advance(TimeSpan.FromSeconds(1));
        first.Finish.SetResult(TaskResult.Empty);
        second.Finish.SetResult(TaskResult.Empty);

        _queue.FishForMessage(message => message is AttemptCompleted);
        _queue.FishForMessage(message => message is AttemptCompleted);
        AwaitAssert(() =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(200));
            AnalyzersOf(pool).ShouldBe(1);
        });
    }

    [Fact]
    public void The_router_grows_and_shrinks_to_the_wished_size_and_never_below_one()
    {
        var pool = StartAttachedPool(analyzers: 4);

        foreach (var (wished, expected) in (ReadOnlySpan<(int, int)>)[(2, 2), (8, 8), (0, 1), (3, 3)])
        {
            pool.Tell(new ResizePool(wished));
            AwaitAssert(() =>
            {
                // The router sends the last message to a leaving analyzer 100 ms later, by the scheduler.
                Clock.Advance(TimeSpan.FromMilliseconds(200));
                AnalyzersOf(pool).ShouldBe(expected);
            });
        }
    }

    [Fact]
    public void Nothing_new_is_offered_while_admission_is_closed()
    {
        var pool = StartAttachedPool(analyzers: 2);

        pool.Tell(new SetAdmission(false));
        ExpectCredit(0);
        pool.Tell(new SetAdmission(true));
        ExpectCredit(2);
    }

    [Fact]
    public async Task A_cancelled_attempt_ends_as_cancelled()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        await _processor.StartedAsync(1);

        pool.Tell(new CancelAttempt(new AttemptKey(TestQueue.Id(1), 1)));

        var failed = _queue.ExpectMsg<AttemptFailed>();
        failed.Error.Code.ShouldBe(ErrorCodes.Cancelled);
        failed.Class.ShouldBe(FailureClass.Cancelled);
    }

    [Fact]
    public async Task An_attempt_past_its_time_limit_fails_with_timeout()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1, timeout: TimeSpan.FromSeconds(30))]));
        await _processor.StartedAsync(1);

        Clock.Advance(TimeSpan.FromSeconds(31));

        _queue.ExpectMsg<AttemptFailed>().Error.Code.ShouldBe(ErrorCodes.Timeout);
        ExpectCredit(2);
    }

    [Fact]
    public async Task A_processor_that_ignores_its_deadline_fails_as_stuck_and_keeps_its_slot_until_it_returns()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1, kind: "deaf", timeout: TimeSpan.FromSeconds(30))]));
        var run = await _processor.StartedAsync(1);

        AwaitAssert(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(31));
            _queue.ExpectMsg<AttemptFailed>(TimeSpan.FromMilliseconds(100)).Error.Code.ShouldBe(ErrorCodes.Stuck);
        });

        _queue.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        run.Finish.SetResult(TaskResult.Empty);
        ExpectCredit(2);
    }

    [Fact]
    public async Task A_drain_takes_nothing_new_and_is_over_when_the_last_outcome_is_recorded()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        var run = await _processor.StartedAsync(1);
        var host = CreateTestProbe("host");

        pool.Tell(DrainPool.Instance, host);
        _queue.ExpectMsg<PoolBeat>();
        run.Finish.SetResult(TaskResult.Empty);

        var outcome = _queue.ExpectMsg<AttemptCompleted>();
        host.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        pool.Tell(new OutcomeRecorded(outcome.Key));
        host.ExpectMsg<PoolDrained>();
        _queue.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task What_still_runs_when_the_drain_has_waited_long_enough_is_released_at_no_cost()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        await _processor.StartedAsync(1);

        pool.Tell(DrainPool.Instance, CreateTestProbe());
        pool.Tell(CancelRunning.Instance);

        _queue.ExpectMsg<PoolBeat>();
        _queue.ExpectMsg<AttemptReturned>().Key.ShouldBe(new AttemptKey(TestQueue.Id(1), 1));
    }

    // It arrives after the drain has emptied what waits: started, it would outlive the cancel that ends the drain.
    [Fact]
    public async Task An_attempt_that_was_on_its_way_when_the_drain_began_is_returned_and_not_started()
    {
        var pool = StartAttachedPool(analyzers: 2);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        await _processor.StartedAsync(1);
        pool.Tell(DrainPool.Instance, CreateTestProbe());

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(2)]));

        _queue.FishForMessage(message => message is AttemptReturned returned && returned.Key.Id == TestQueue.Id(2));
        _processor.Starts(2).ShouldBe(0);
    }

    [Fact]
    public async Task An_assignment_that_comes_twice_runs_once()
    {
        var pool = StartAttachedPool(analyzers: 1);

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1), TestQueue.Assignment(2), TestQueue.Assignment(2)]));
        (await _processor.StartedAsync(1)).Finish.SetResult(TaskResult.Empty);
        var second = await _processor.StartedAsync(2);
        pool.Tell(new ResizePool(2));
        second.Finish.SetResult(TaskResult.Empty);

        _queue.FishForMessage(message => message is AttemptCompleted completed && completed.Key.Id == TestQueue.Id(2));
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(3)]));
        await _processor.StartedAsync(3);
        _processor.Starts(2).ShouldBe(1);
    }

    // A restarted pool waited for an announcement that nobody had a reason to repeat, and every task waited with it.
    [Fact]
    public async Task A_pool_that_failed_seeks_the_queue_attaches_with_nothing_and_works_on()
    {
        var pool = StartAttachedPool(analyzers: 2);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        await _processor.StartedAsync(1);
        Sys.EventStream.Subscribe(TestActor, typeof(QueueSought));

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => pool.Tell(new RunAttempts(1, null!)));

        ExpectMsg<QueueSought>().Seeker.ShouldBe(pool);
        pool.Tell(new QueueOnline(_queue, 1));
        ((WorkerAttached)_queue.FishForMessage(message => message is WorkerAttached)).Held.ShouldBeEmpty();
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(2)]));
        await _processor.StartedAsync(2);
    }

    [Fact]
    public void The_last_words_of_an_analyzer_of_the_crew_before_a_restart_make_no_room()
    {
        var pool = StartAttachedPool(analyzers: 1);

        pool.Tell(new AnalyzerReady(CreateTestProbe(), Crew: 0));

        _queue.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    // An analyzer says that it is free before its router has it in its list; the router dropped what came in between, and slot and task were gone for good.
    [Fact]
    public void An_attempt_goes_to_its_analyzer_also_when_the_router_does_not_list_it_yet()
    {
        var analyzer = CreateTestProbe();

        var routee = new ReservedAnalyzerLogic().Select(new RunAttempt(analyzer, TestQueue.Assignment(1)), []);

        routee.ShouldBe(Akka.Routing.Routee.FromActorRef(analyzer));
    }

    [Fact]
    public async Task A_callback_on_the_token_that_throws_is_no_failure_of_the_analyzer()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1, kind: "explosive")]));
        var run = await _processor.StartedAsync(1);

        pool.Tell(new CancelAttempt(new AttemptKey(TestQueue.Id(1), 1)));
        await run.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        run.Finish.SetCanceled();

        _queue.FishForMessage(message => message is AttemptFailed { Error.Code: ErrorCodes.Cancelled });
    }

    [Fact]
    public async Task Progress_reaches_the_queue_and_a_flood_of_it_does_not()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        var run = await _processor.StartedAsync(1);

        for (var i = 1; i <= 10_000; i++)
        {
            run.Context.ReportProgress(i, 10_000);
        }

        _queue.ExpectMsg<AttemptProgressed>();
        AwaitAssert(() =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            _queue.ExpectMsg<AttemptProgressed>(TimeSpan.FromMilliseconds(100)).Progress.Current.ShouldBe(10_000);
        });
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        _queue.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    // The 100 % that a processor reports just before it returns.
    [Fact]
    public async Task The_last_progress_comes_before_the_outcome_however_soon()
    {
        var pool = StartAttachedPool(analyzers: 1);
        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));
        var run = await _processor.StartedAsync(1);
        run.Context.ReportProgress(1, 2);
        _queue.ExpectMsg<AttemptProgressed>().Progress.Current.ShouldBe(1);

        run.Context.ReportProgress(2, 2);
        run.Finish.SetResult(TaskResult.Empty);

        _queue.ExpectMsg<AttemptProgressed>().Progress.Current.ShouldBe(2);
        _queue.ExpectMsg<AttemptCompleted>();
    }

    [Fact]
    public async Task Each_batch_of_outcomes_is_told_to_the_monitor()
    {
        var pool = StartPool(analyzers: 2, batchSize: 2);
        _queue.ExpectMsg<WorkerAttached>();
        ExpectCredit(2);
        var monitor = CreateTestProbe("monitor");
        pool.Tell(new MonitorAttached(monitor));

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1), TestQueue.Assignment(2)]));
        (await _processor.StartedAsync(1)).Finish.SetResult(TaskResult.Empty);
        _queue.FishForMessage(message => message is AttemptCompleted);
        monitor.FishForMessage<PoolLoad>(load => load.Busy == 1);
        monitor.HasMessages.ShouldBeFalse();
        (await _processor.StartedAsync(2)).Finish.SetResult(TaskResult.Empty);

        monitor.FishForMessage(message => message is BatchEnded);
    }

    protected override void AfterAll()
    {
        _threads.Dispose();
        base.AfterAll();
    }

    private IActorRef StartPool(int analyzers, int batchSize = 1000)
    {
        var registry = new ProcessorRegistry();
        registry.Add("test", _processor);
        registry.Add("explosive", new ExplosiveProcessor(_processor));
        registry.Add("deaf", new DeafProcessor(_processor));
        var settings = new WorkerSettings(analyzers, 4, TimeSpan.FromMinutes(10), MonitoringEnabled: true, BatchSize: batchSize, CollectGarbage: false);
        var pool = Sys.ActorOf(WorkerPool.Props("here", settings, registry, _threads), "workers");
        pool.Tell(new QueueOnline(_queue, 1));
        return pool;
    }

    /// <summary>A pool whose attachment and whole credit have been seen.</summary>
    private IActorRef StartAttachedPool(int analyzers)
    {
        var pool = StartPool(analyzers);
        _queue.ExpectMsg<WorkerAttached>();
        ExpectCredit(analyzers);
        return pool;
    }

    /// <summary>Credit may come in steps; this waits for the last one.</summary>
    private void ExpectCredit(long limit) => _queue.FishForMessage(message => message is WorkerCredit credit && credit.Limit == limit);

    private int AnalyzersOf(IActorRef pool) =>
        Sys.ActorSelection(pool.Path / "analyzers").Ask<Akka.Routing.Routees>(new Akka.Routing.GetRoutees(), TimeSpan.FromSeconds(10))
            .GetAwaiter().GetResult().Members.Count();

    /// <summary>Does not look at its token.</summary>
    private sealed class DeafProcessor(StagedProcessor stage) : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) => stage.Begin(context).Finish.Task.GetAwaiter().GetResult();
    }

    /// <summary>Registers a callback that throws.</summary>
    private sealed class ExplosiveProcessor(StagedProcessor stage) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            StagedRun? run = null;
            await using var registration = cancellationToken.Register(() =>
            {
                run!.Cancelled.SetResult();
                throw new InvalidOperationException("in a callback");
            });
            run = stage.Begin(context);
            return await run.Finish.Task;
        }
    }
}
