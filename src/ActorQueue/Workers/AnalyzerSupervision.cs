using Akka.Actor;
using Akka.Actor.Internal;
using ActorQueue.Processors;

namespace ActorQueue.Workers;

/// <summary>
/// How a failed attempt becomes a retry: the failure reaches the strategy as the analyzer's exception, is reported to the <see cref="WorkerPool"/> with class and
/// error, and the analyzer is restarted, always, with no limit. When the task runs again is the queue's decision; nobody sleeps here.
/// </summary>
internal sealed class AnalyzerSupervision : OneForOneStrategy
{
    private readonly IActorRef _workerPool;

    public AnalyzerSupervision(IActorRef workerPool)
        : base(_ => Directive.Restart, loggingEnabled: false) => _workerPool = workerPool;

    public override void ProcessFailure(
        IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children)
    {
        // The report is sent before the restart, so the pool learns of the failure before the analyzer says that it is free.
        if (cause is AttemptFailedException failed)
        {
            var (error, failureClass) = FailureClassifier.Classify(failed.Cause);
            _workerPool.Tell(new AttemptFailed(failed.Key, error, failureClass), child);
        }
        else
        {
            _workerPool.Tell(new AnalyzerBroke(child, cause), child);
        }

        base.ProcessFailure(context, restart, child, cause, stats, children);
    }
}

/// <summary>What an analyzer throws when its attempt failed.</summary>
internal sealed class AttemptFailedException(AttemptKey key, Exception cause)
    : Exception($"Attempt {key.Attempt} of task {key.Id} failed: {cause.Message}", cause)
{
    public AttemptKey Key { get; } = key;

    public Exception Cause { get; } = cause;
}
