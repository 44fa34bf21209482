using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using ActorQueue.Contracts;
using ActorQueue.History;
using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>
/// The queue's mailbox: control and timers first, then commits and what workers say, then submissions by their tasks' priority, then questions.
/// Equal rank keeps the order of arrival, which is why this is the stable mailbox.
/// </summary>
/// <remarks>
/// Questions and cancels rank below every submission, so none overtakes the submit of the task that it is about.
/// Named in hocon/reference.conf, <c>actorqueue.supervisor-mailbox</c>.
/// </remarks>
public sealed class QueueMailbox : UnboundedStablePriorityMailbox
{
    private const int ControlRank = 0;
    private const int WorkRank = 1;
    private const int FirstSubmissionRank = 2;
    private const int NeutralSubmissionRank = 1_000_000_000;
    private const int QuestionRank = int.MaxValue;

    /// <summary>Called by the actor system.</summary>
    public QueueMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <summary>The rank of a message; lower is handled first.</summary>
    /// <remarks>A stop is ranked as work: the results that came before it are recorded.</remarks>
    internal static int RankOf(object message)
    {
        // Timers and scheduled messages arrive wrapped, some twice; unranked they would run last.
        while (message is IWrappedMessage wrapped)
        {
            message = wrapped.Message;
        }

        return message switch
        {
            QueueRequest request => RankOfRequest(request.Message),
            IAttemptOutcome or StopQueue or EventsCommitted or WorkerCredit or WorkerAttached or AttemptProgressed or CheckpointOffered or TasksProjected
                or PoolBeat => WorkRank,
            _ => ControlRank,
        };
    }

    /// <inheritdoc/>
    protected override int PriorityGenerator(object message) => RankOf(message);

    private static int RankOfRequest(IQueueRequest request) => request switch
    {
        IQueueSubmission submission => RankOfSubmission(submission.HighestPriority),
        IQueueControl => ControlRank,

        // Behind every submission a busy queue would hear of a worker's results, and that it lives, too late.
        IWorkerCall => WorkRank,
        _ => QuestionRank,
    };

    private static int RankOfSubmission(int priority) =>
        (int)Math.Clamp(NeutralSubmissionRank - (long)priority, FirstSubmissionRank, QuestionRank - 1);
}
