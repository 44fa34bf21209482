using Akka.Actor;
using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Processors;

namespace ActorQueue.Workers;

/// <summary>
/// Runs one attempt at a time. The processor runs outside the actor, which therefore still hears a cancel, the deadline and progress.
/// A failure is thrown, for <see cref="AnalyzerSupervision"/> to report and to restart this actor; a result goes to the <see cref="WorkerPool"/>.
/// A processor that ignores its deadline fails its attempt, and keeps this slot until it returns.
/// </summary>
internal sealed class Analyzer : ReceiveActor, IWithTimers
{
    // A processor that heeds its token needs a moment to clean up; one that is not back by then does not heed it.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    // Ten a second is as fast as anybody looks; processors may report every block.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly IActorRef _pool;
    private readonly int _crew;
    private readonly string _queue;
    private readonly ProcessorRegistry _processors;
    private readonly SyncThreads _threads;
    private Run? _run;

    public Analyzer(IActorRef pool, int crew, string queue, ProcessorRegistry processors, SyncThreads threads)
    {
        _pool = pool;
        _crew = crew;
        _queue = queue;
        _processors = processors;
        _threads = threads;
        Receive<RunAttempt>(message => Start(message.Assignment));
        Receive<ProcessorReturned>(message => IsCurrent(message.Key), message => Complete(message.Result));
        Receive<ProcessorThrew>(message => IsCurrent(message.Key), message => Fail(message.Exception));
        Receive<StopAttempt>(message => IsCurrent(message.Key), message => Stop(message.Reason));
        Receive<YieldAttempt>(message => IsCurrent(message.Key), _ => _run!.RequestPause());
        Receive<DeadlineReached>(_ => Stop(StopReason.TimedOut));
        Receive<GraceOver>(_ => GiveUp());
        Receive<ProgressReported>(message => IsCurrent(message.Key), _ => TellProgress());
        Receive<ProgressDue>(_ => TellProgress());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="pool">Whose analyzer it is.</param>
    /// <param name="crew">Which of that pool's instances made it.</param>
    /// <param name="queue">The name of the queue whose attempts it runs.</param>
    /// <param name="processors">What it runs them with.</param>
    /// <param name="threads">Where synchronous ones run.</param>
    public static Props Props(IActorRef pool, int crew, string queue, ProcessorRegistry processors, SyncThreads threads) =>
        Akka.Actor.Props.Create(() => new Analyzer(pool, crew, queue, processors, threads));

    // Also runs after a restart: PostRestart calls it.
    protected override void PreStart() => _pool.Tell(new AnalyzerReady(Self, _crew));

    // Pool and system stop analyzers only when they are to end; what still runs is asked to. Its token lives on until it has.
    protected override void PostStop() => _run?.Cancel();

    private bool IsCurrent(AttemptKey key) => _run?.Key == key;

    private void Start(Assignment assignment)
    {
        var task = assignment.Task;
        var self = Self;
        var key = new AttemptKey(assignment.Id, assignment.Attempt);
        var run = new Run(key);
        var context = new TaskContext(
            task.Id, _processors.NameOf(task.Kind), task.Name, assignment.Attempt, task.Payload, task.ContentType, progress => run.Report(progress, self))
        {
            Queue = _queue,
            PauseRequested = run.Pause.Token,
            ParentId = task.ParentId,
            ParentBatchId = task.ParentBatchId,

            // A bare null would convert to empty memory, which is a checkpoint; this is none.
            Checkpoint = assignment.Checkpoint is { } checkpoint ? new ReadOnlyMemory<byte>(checkpoint) : default(ReadOnlyMemory<byte>?),
            OutOfMemoryCount = assignment.OutOfMemoryCount,
            Run = assignment.Run,
            SaveCheckpoint = new CheckpointDesk(_pool, key).SaveAsync,
        };
        _run = run;
        Timers.StartSingleTimer(nameof(DeadlineReached), DeadlineReached.Instance, assignment.Timeout);
        _processors.StartAsync(context, _threads, run.Cancellation.Token)
            .PipeTo(self, success: result => new ProcessorReturned(key, result), failure: exception => new ProcessorThrew(key, exception));
    }

    private void Complete(TaskResult result)
    {
        var run = End();
        if (!run.IsGivenUp)
        {
            _pool.Tell(new AttemptCompleted(run.Key, result));
        }

        _pool.Tell(new AnalyzerReady(Self, _crew));
    }

    private void Fail(Exception exception)
    {
        var run = End();
        exception = exception is AggregateException { InnerExceptions.Count: 1 } aggregate ? aggregate.InnerException! : exception;
        if (run.IsGivenUp)
        {
            _pool.Tell(new AnalyzerReady(Self, _crew));
        }
        else if (run.IsYield && exception is OperationCanceledException)
        {
            _pool.Tell(new AttemptReturned(run.Key));
            _pool.Tell(new AnalyzerReady(Self, _crew));
        }
        else
        {
            throw new AttemptFailedException(run.Key, exception is OperationCanceledException ? run.Interpret(exception) : exception);
        }
    }

    private void Stop(StopReason reason)
    {
        if (_run is { StopReason: StopReason.None } run)
        {
            run.StopReason = reason;
            Timers.StartSingleTimer(nameof(GraceOver), GraceOver.Instance, StopGrace);
            run.Cancel();
        }
    }

    private void GiveUp()
    {
        // The host's stop has a time limit of its own; a task that may still be running must not be started elsewhere.
        if (_run is { StopReason: not StopReason.Drained } run)
        {
            run.IsGivenUp = true;
            var (error, failureClass) = FailureClassifier.Classify(run.Interpret(null, ErrorCodes.Stuck));
            _pool.Tell(new AttemptFailed(run.Key, error, failureClass));
        }
    }

    private Run End()
    {
        Timers.CancelAll();
        var run = _run!;
        _run = null;
        if (run.TakeProgress() is { } last)
        {
            // Else the pause between reports would swallow the last one, often the 100 %.
            _pool.Tell(new AttemptProgressed(run.Key, last));
        }

        return run;
    }

    private void TellProgress()
    {
        if (_run?.TakeProgress() is { } progress)
        {
            _pool.Tell(new AttemptProgressed(_run.Key, progress));
            Timers.StartSingleTimer(nameof(ProgressDue), ProgressDue.Instance, ProgressInterval);
        }
        else
        {
            _run?.AwaitReport();
        }
    }

    /// <summary>The attempt under way. Its progress is written by the processor's threads and read by the actor; the rest belongs to the actor.</summary>
    private sealed class Run(AttemptKey key)
    {
        private TaskProgress? _progress;
        private int _isReporting;

        public AttemptKey Key { get; } = key;

        public CancellationTokenSource Cancellation { get; } = new();

        // What processors registered on the token is their code: it may block or throw, and neither is the actor's business.
        public void Cancel() => _ = Cancellation.CancelAsync();

        public CancellationTokenSource Pause { get; } = new();

        public void RequestPause() => _ = Pause.CancelAsync();

        /// <summary>Whether a cancellation that the processor throws means that the task waits again at no cost.</summary>
        public bool IsYield => StopReason == StopReason.Drained || (StopReason == StopReason.None && Pause.IsCancellationRequested);

        public StopReason StopReason { get; set; }

        public bool IsGivenUp { get; set; }

        // The newest report wins. Only the first one after a quiet time sends a message, so a busy processor cannot flood the actor.
        public void Report(TaskProgress progress, IActorRef analyzer)
        {
            Volatile.Write(ref _progress, progress);
            if (Interlocked.Exchange(ref _isReporting, 1) == 0)
            {
                analyzer.Tell(new ProgressReported(Key));
            }
        }

        public TaskProgress? TakeProgress() => Interlocked.Exchange(ref _progress, null);

        public void AwaitReport() => Volatile.Write(ref _isReporting, 0);

        /// <summary>What a cancelled token means here.</summary>
        public Exception Interpret(Exception? exception, string? code = null) => StopReason switch
        {
            StopReason.TimedOut => new TaskFailedException(
                code ?? ErrorCodes.Timeout, code is null ? "The attempt took longer than its time limit." : "The attempt took longer than its time limit and does not stop.",
                FailureClass.Timeout),
            StopReason.Cancelled => new TaskFailedException(ErrorCodes.Cancelled, "The task was cancelled.", FailureClass.Cancelled),
            _ => new TaskFailedException(ErrorCodes.Failed, $"The processor gave up by itself: {exception?.Message}", FailureClass.Retryable, exception),
        };
    }

    private sealed record ProcessorReturned(AttemptKey Key, TaskResult Result);

    private sealed record ProcessorThrew(AttemptKey Key, Exception Exception);

    private sealed record ProgressReported(AttemptKey Key);

    private sealed record ProgressDue
    {
        public static ProgressDue Instance { get; } = new();
    }

    private sealed record DeadlineReached
    {
        public static DeadlineReached Instance { get; } = new();
    }

    private sealed record GraceOver
    {
        public static GraceOver Instance { get; } = new();
    }
}
