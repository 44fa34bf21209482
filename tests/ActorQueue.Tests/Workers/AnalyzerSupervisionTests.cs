using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Workers;

/// <summary>The supervision of the analyzers is what turns an exception into a classified report, and it never gives an analyzer up.</summary>
public sealed class AnalyzerSupervisionTests : TestKit
{
    private readonly TestProbe _queue;
    private readonly SyncThreads _threads = new(1, TimeSpan.FromMinutes(1), TimeProvider.System);
    private Exception _thrown = new InvalidOperationException("broken");

    public AnalyzerSupervisionTests()
        : base(TestQueue.Config()) => _queue = CreateTestProbe("queue");

    public static TheoryData<Exception, string, FailureClass> Failures => new()
    {
        { new InvalidOperationException("boom"), ErrorCodes.Failed, FailureClass.Retryable },
        { new FileNotFoundException("gone", "/music/a.wav"), ErrorCodes.FileNotFound, FailureClass.Permanent },
        { new OutOfMemoryException(), ErrorCodes.OutOfMemory, FailureClass.OutOfMemory },
        { new TimeoutException(), ErrorCodes.Timeout, FailureClass.Timeout },
        { new TaskFailedException(ErrorCodes.CodecMissing, "no codec", FailureClass.Permanent), ErrorCodes.CodecMissing, FailureClass.Permanent },
        { new TaskFailedException(ErrorCodes.DecodeFailed, "not audio"), ErrorCodes.DecodeFailed, FailureClass.Retryable },
        { new AggregateException(new FileNotFoundException("gone")), ErrorCodes.FileNotFound, FailureClass.Permanent },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_reported_with_its_class_and_code(Exception thrown, string code, FailureClass failureClass)
    {
        _thrown = thrown;
        var pool = StartPool();

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));

        var failed = Fish<AttemptFailed>();
        failed.Key.ShouldBe(new AttemptKey(TestQueue.Id(1), 1));
        failed.Error.Code.ShouldBe(code);
        failed.Class.ShouldBe(failureClass);
    }

    [Fact]
    public void A_missing_file_is_named_by_its_path()
    {
        _thrown = new FileNotFoundException("Could not find it.", "/music/a.wav");
        var pool = StartPool();

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1)]));

        Fish<AttemptFailed>().Error.Message.ShouldContain("/music/a.wav");
    }

    [Fact]
    public void The_same_analyzer_serves_on_after_any_number_of_failures()
    {
        var pool = StartPool();

        for (var i = 1; i <= 100; i++)
        {
            pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1, attempt: i)]));
            Fish<AttemptFailed>().Key.Attempt.ShouldBe(i);
            pool.Tell(new OutcomeRecorded(new AttemptKey(TestQueue.Id(1), i)));
        }

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(2, kind: "good")]));
        Fish<AttemptCompleted>();
    }

    [Fact]
    public void A_kind_without_processor_fails_for_good_and_names_those_that_there_are()
    {
        var pool = StartPool();

        pool.Tell(new RunAttempts(1, [TestQueue.Assignment(1, kind: "unheard-of")]));

        var failed = Fish<AttemptFailed>();
        failed.Error.Code.ShouldBe(ErrorCodes.UnknownKind);
        failed.Error.Message.ShouldContain("good");
        failed.Class.ShouldBe(FailureClass.Permanent);
    }

    protected override void AfterAll()
    {
        _threads.Dispose();
        base.AfterAll();
    }

    private T Fish<T>() => (T)_queue.FishForMessage(message => message is T);

    private IActorRef StartPool()
    {
        var registry = new ProcessorRegistry();
        registry.Add("test", new ThrowingProcessor(() => _thrown));
        registry.Add("good", new GoodProcessor());
        var settings = new WorkerSettings(1, 1, TimeSpan.FromMinutes(10), MonitoringEnabled: true, BatchSize: 1000, CollectGarbage: false);
        var pool = Sys.ActorOf(WorkerPool.Props("here", settings, registry, _threads));
        pool.Tell(new QueueOnline(_queue, 1));
        return pool;
    }

    private sealed class ThrowingProcessor(Func<Exception> thrown) : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => throw thrown();
    }

    private sealed class GoodProcessor : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) => TaskResult.Empty;
    }
}
