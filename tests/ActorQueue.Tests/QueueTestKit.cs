using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Journal;
using ActorQueue.Metrics;
using ActorQueue.Supervision;
using ActorQueue.Tests.Journal;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.Pattern;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests;

/// <summary>A queue with probes for everything around it, an in-memory journal, and virtual time.</summary>
public abstract class QueueTestKit : TestKit
{
    private long _lastNumber;

    private protected QueueTestKit(string overrides = "")
        : base(TestQueue.Config(overrides + "\n" + GatedJournal.Config), "queue-" + Guid.NewGuid().ToString("N"))
    {
        Gateway = CreateTestProbe("gateway");
        Workers = CreateTestProbe("workers");
        History = CreateTestProbe("history");
        Settings = SettingsReader.Read(Sys.Settings.Config);
    }

    private protected TestProbe Gateway { get; }

    private protected TestProbe Workers { get; }

    private protected TestProbe History { get; }

    private protected ActorQueueSettings Settings { get; }

    private protected QueueMetrics Metrics { get; } = new("default", Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    private protected JournalGate Journal => JournalGate.Of(Sys.Name);

    private protected TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    /// <summary>The parent that starts the queue again after it has stopped.</summary>
    private protected IActorRef Parent { get; private set; } = ActorRefs.Nobody;

    protected override void AfterAll()
    {
        base.AfterAll();
        Metrics.Dispose();
    }

    /// <summary>Starts the queue and waits until it is online.</summary>
    private protected IActorRef StartQueue(string workerId = "here")
    {
        Parent = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(QueueSupervisor.Props(Setup(Gateway, workerId)), "supervisor", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 0)
                .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop))
                .WithFinalStopMessage(message => message is StopQueue)));
        return ExpectOnline();
    }

    private protected QueueSetup Setup(IActorRef gateway, string workerId = "here") => new()
    {
        Settings = Settings,
        Time = new SchedulerTimeProvider(Sys.Scheduler),
        Jitter = new Random(1),
        PersistenceId = "queue",
        LocalWorkerId = workerId,
        Gateway = gateway,
        Workers = Workers,
        History = History,
        Metrics = Metrics,
        Snapshots = new QueueSnapshots(Sys, "queue", Settings.Queue.Order),
    };

    private protected IActorRef ExpectOnline()
    {
        Workers.ExpectMsg<QueueOnline>();
        return Gateway.ExpectMsg<QueueOnline>().Queue;
    }

    /// <summary>Lets time go on until the parent has started the queue again; it may learn of the end only after the test did.</summary>
    private protected IActorRef ExpectRestarted()
    {
        AwaitCondition(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return Workers.ReceiveOne(TimeSpan.FromMilliseconds(50)) is QueueOnline;
        });
        return Gateway.ExpectMsg<QueueOnline>().Queue;
    }

    /// <summary>Sends a client's request and returns its number.</summary>
    private protected long Request(IActorRef queue, IQueueRequest message)
    {
        queue.Tell(new QueueRequest(++_lastNumber, message), Gateway);
        return _lastNumber;
    }

    /// <summary>Sends a client's request and waits for its answer.</summary>
    private protected T Ask<T>(IActorRef queue, IQueueRequest message)
    {
        var number = Request(queue, message);
        var reply = Gateway.ExpectMsg<QueueReply>();
        reply.Number.ShouldBe(number);
        return reply.Answer.ShouldBeOfType<T>();
    }

    private protected void Enqueue(IActorRef queue, params TaskSpec[] tasks) =>
        Ask<TasksEnqueued>(queue, new EnqueueTasks(tasks)).Outcomes.ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);

    /// <summary>Attaches the workers' probe with room for so many attempts.</summary>
    private protected void Attach(IActorRef queue, int slots, params AttemptKey[] held)
    {
        queue.Tell(new WorkerAttached("here", Workers, held, slots), Workers);
        queue.Tell(new WorkerCredit("here", slots), Workers);
    }

    private protected TaskView Find(IActorRef queue, TaskId id) => Ask<TaskFound>(queue, new GetTask(id)).Task;
}
