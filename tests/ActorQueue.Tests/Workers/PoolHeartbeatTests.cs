using ActorQueue.Hosting;
using ActorQueue.Processors;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Workers;

/// <summary>Pains of the peers: work that computes without a pause, and a drain that takes its time, passed for a dead worker.</summary>
public sealed class PoolHeartbeatTests : TestKit
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly TestProbe _queue;
    private readonly StagedProcessor _stage = new();
    private readonly SyncThreads _threads = new(2, TimeSpan.FromMinutes(1), TimeProvider.System);

    public PoolHeartbeatTests()
        : base(TestQueue.Config()) => _queue = CreateTestProbe("queue");

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task The_pool_says_that_it_lives_while_every_analyzer_computes_without_a_pause()
    {
        var pool = await StartBusyPoolAsync();

        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(Interval);
            _queue.FishForMessage<PoolBeat>(_ => true).ShouldBe(new PoolBeat("here", 2, IsDraining: false));
        }

        _stage.Starts(1).ShouldBe(1);
        Finish(pool);
    }

    [Fact]
    public async Task The_pool_says_that_it_lives_for_as_long_as_it_drains()
    {
        var pool = await StartBusyPoolAsync();

        pool.Tell(DrainPool.Instance, CreateTestProbe("host"));

        for (var i = 0; i < 3; i++)
        {
            _queue.FishForMessage<PoolBeat>(_ => true).ShouldBe(new PoolBeat("here", 2, IsDraining: true));
            Clock.Advance(Interval);
        }

        Finish(pool);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _threads.Dispose();
    }

    private async Task<IActorRef> StartBusyPoolAsync()
    {
        var registry = new ProcessorRegistry();
        registry.Add("compute", new ComputingProcessor(_stage));
        var settings = new WorkerSettings(2, 2, Interval, MonitoringEnabled: true, BatchSize: 1000, CollectGarbage: false);
        var pool = Sys.ActorOf(WorkerPool.Props("here", settings, registry, _threads), "workers");
        pool.Tell(new QueueOnline(_queue, 1));
        _queue.ExpectMsg<WorkerAttached>();
        _queue.FishForMessage(message => message is WorkerCredit { Limit: 2 });
        var long1 = TestQueue.Assignment(1, kind: "compute", timeout: TimeSpan.FromHours(1));
        pool.Tell(new RunAttempts(1, [long1, TestQueue.Assignment(2, kind: "compute", timeout: TimeSpan.FromHours(1))]));
        await _stage.StartedAsync(1);
        await _stage.StartedAsync(2);
        return pool;
    }

    private void Finish(IActorRef pool)
    {
        ComputingProcessor.IsOver = true;
        _queue.FishForMessage(message => message is AttemptCompleted);
        _queue.FishForMessage(message => message is AttemptCompleted);
        ComputingProcessor.IsOver = false;
        Sys.Stop(pool);
    }

    /// <summary>Keeps its thread for itself until the test is over.</summary>
    private sealed class ComputingProcessor(StagedProcessor stage) : ISyncTaskProcessor
    {
        private static volatile bool s_isOver;

        public static bool IsOver
        {
            set => s_isOver = value;
        }

        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            stage.Begin(context);
            var spins = 0L;
            while (!s_isOver)
            {
                spins++;
            }

            return TaskResult.Empty;
        }
    }
}
