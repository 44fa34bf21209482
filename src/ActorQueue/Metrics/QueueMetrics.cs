using System.Diagnostics.Metrics;
using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;
using ActorQueue.Supervision;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Metrics;

/// <summary>
/// What a queue measures, as instruments of the meter <c>ActorQueue</c>. One for the life of a host: the actors that count are restarted, this is not. Only what
/// is on disk is counted, once; with nobody listening an event costs one look at a flag.
/// </summary>
/// <remarks>The instruments, their tags and units are listed in <c>ActorQueue/Metrics/README.md</c>.</remarks>
internal sealed partial class QueueMetrics : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string _queue;
    private readonly ILogger _logger;
    private readonly BoundedNames _kinds = new();
    private readonly Counter<long> _enqueued;
    private readonly Counter<long> _processed;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _timeouts;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _interrupted;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _systemErrors;
    private readonly Counter<long> _callbackFailures;
    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _waits;

    private IActorRef? _source;

    public QueueMetrics(string queue, ILogger logger)
    {
        _queue = queue;
        _logger = logger;
        _enqueued = Meter.CreateCounter<long>("actorqueue.tasks.enqueued", "{task}", "Tasks accepted");
        _processed = Meter.CreateCounter<long>("actorqueue.tasks.processed", "{task}", "Tasks completed");
        _failed = Meter.CreateCounter<long>("actorqueue.tasks.failed", "{attempt}", "Attempts that failed, and tasks that failed without one");
        _retried = Meter.CreateCounter<long>("actorqueue.tasks.retried", "{task}", "Retries scheduled");
        _timeouts = Meter.CreateCounter<long>("actorqueue.tasks.timeouts", "{attempt}", "Attempts that ran past their time");
        _cancelled = Meter.CreateCounter<long>("actorqueue.tasks.cancelled", "{task}", "Tasks cancelled");
        _interrupted = Meter.CreateCounter<long>("actorqueue.tasks.interrupted", "{attempt}", "Attempts lost with their worker");
        _deadLetters = Meter.CreateCounter<long>("actorqueue.dead_letters", "{task}", "Tasks that failed for good");
        _systemErrors = Meter.CreateCounter<long>("actorqueue.system_errors", "{error}", "Failures of the queue's own parts, each followed by a restart");
        _callbackFailures = Meter.CreateCounter<long>("actorqueue.callbacks.failed", "{call}", "Calls of progress and statistics callbacks that threw");
        _durations = Meter.CreateHistogram<double>("actorqueue.tasks.duration", "s", "Time that completed attempts ran");
        _waits = Meter.CreateHistogram<double>("actorqueue.tasks.wait", "s", "Time from a task's acceptance to its first start");
        Meter.CreateObservableGauge("actorqueue.queue.depth", CountDepth, "{task}", "Tasks that have not ended");
        Meter.CreateObservableGauge("actorqueue.queue.oldest_wait", FindOldestWait, "s", "Time since the acceptance of the oldest task that waits");
    }

    /// <summary>The meter of this queue; a process with several queues has several of the same name, told apart by the tag <c>queue</c>.</summary>
    public Meter Meter { get; } = new("ActorQueue");

    /// <summary>Whether anybody listens to what tasks go through.</summary>
    public bool IsListenedTo =>
        _enqueued.Enabled || _processed.Enabled || _failed.Enabled || _retried.Enabled || _timeouts.Enabled || _cancelled.Enabled || _interrupted.Enabled
        || _deadLetters.Enabled || _durations.Enabled || _waits.Enabled;

    /// <summary>What a batch's events from an index on count as; recorded by whoever runs the result, once they are on disk. Null: nothing.</summary>
    /// <remarks>Taken before anything else happens to the tasks, which may have gone on by the time of the commit.</remarks>
    public Action? Take(EventBatch batch, int firstIndex, QueueState state)
    {
        List<TaskMeasurement> taken = [];
        for (var i = firstIndex; i < batch.Count; i++)
        {
            Measure(batch.Events[i], state, taken);
        }

        return taken.Count == 0 ? null : () => Record(taken);
    }

    /// <summary>The queue is there and may be asked.</summary>
    public void TurnTo(IActorRef queue) => _source = queue;

    /// <summary>The queue has stopped: how deep it is, is not known.</summary>
    public void TurnFrom(IActorRef queue) => Interlocked.CompareExchange(ref _source, null, queue);

    /// <summary>One of the queue's own parts failed.</summary>
    public void CountSystemError(string part) => Tell(() => _systemErrors.Add(1, new("queue", _queue), new("part", part)));

    /// <summary>A progress or statistics callback of the application threw.</summary>
    public void CountCallbackFailure(string name) => Tell(() => _callbackFailures.Add(1, new("queue", _queue), new("callback", name)));

    public void Dispose() => Meter.Dispose();

    private void Measure(QueueEvent @event, QueueState state, List<TaskMeasurement> into)
    {
        switch (@event)
        {
            case TaskEnqueued enqueued:
                into.Add(new(_enqueued, null, 1, enqueued.Kind));
                break;
            case AttemptStarted started when state.WaitOf(started) is { } wait:
                into.Add(new(null, _waits, wait.TotalSeconds, KindOf(started.Id)));
                break;
            case TaskCompleted completed:
                into.Add(new(_processed, null, 1, KindOf(completed.Id)));
                if (state.DurationOf(completed) is { } duration)
                {
                    into.Add(new(null, _durations, duration.TotalSeconds, KindOf(completed.Id)));
                }

                break;
            case RetryScheduled retry:
                into.Add(new(_retried, null, 1, KindOf(retry.Id)));
                AddFailure(retry.Id, retry.Error);
                break;
            case TaskFailed failed:
                into.Add(new(_deadLetters, null, 1, KindOf(failed.Id)));
                AddFailure(failed.Id, failed.Error);
                break;
            case AttemptInterrupted interrupted:
                into.Add(new(_interrupted, null, 1, KindOf(interrupted.Id)));
                break;
            case TaskCancelled cancelled:
                into.Add(new(_cancelled, null, 1, KindOf(cancelled.Id)));
                break;
        }

        void AddFailure(TaskId id, TaskError error)
        {
            into.Add(new(_failed, null, 1, KindOf(id)));
            if (error.Code == ErrorCodes.Timeout)
            {
                into.Add(new(_timeouts, null, 1, KindOf(id)));
            }
        }

        string KindOf(TaskId id) => state.KindOf(id) ?? BoundedNames.Others;
    }

    private void Record(List<TaskMeasurement> taken)
    {
        foreach (var (counter, histogram, value, kind) in taken)
        {
            KeyValuePair<string, object?> queueTag = new("queue", _queue), kindTag = new("kind", _kinds.Bound(kind));
            Tell(() =>
            {
                counter?.Add((long)value, queueTag, kindTag);
                histogram?.Record(value, queueTag, kindTag);
            });
        }
    }

    // A listener is the application's code and runs here: its failure must not end the queue, which would recover and meet it again.
    private void Tell(Action measure)
    {
        try
        {
            measure();
        }
        catch (Exception exception)
        {
            LogListenerFailed(exception);
        }
    }

    private IEnumerable<Measurement<long>> CountDepth() => Ask<IReadOnlyList<QueueDepth>>(answer => new CountDepth(answer)) is { } depths
        ? [.. depths
            .GroupBy(depth => (Kind: _kinds.Bound(depth.Kind), depth.Priority))
            .Select(group => new Measurement<long>(
                group.Sum(depth => depth.Tasks),
                new("queue", _queue), new("priority", group.Key.Priority.ToString(CultureInfo.InvariantCulture)), new("kind", group.Key.Kind)))]
        : [];

    private IEnumerable<Measurement<double>> FindOldestWait() => Ask<double?>(answer => new FindOldestWait(answer)) is { } seconds
        ? [new Measurement<double>(seconds, new KeyValuePair<string, object?>("queue", _queue))]
        : [];

    // On the collector's thread, which must not wait long for a queue that is busy or recovers: it then learns nothing this time.
    private T? Ask<T>(Func<TaskCompletionSource<T>, object> question)
    {
        if (Volatile.Read(ref _source) is not { } queue)
        {
            return default;
        }

        var answer = new TaskCompletionSource<T>();
        queue.Tell(question(answer));
        return answer.Task.Wait(Patience) ? answer.Task.Result : default;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener of the queue's metrics failed")]
    private partial void LogListenerFailed(Exception exception);

    private readonly record struct TaskMeasurement(Counter<long>? Counter, Histogram<double>? Histogram, double Value, string Kind);
}
