using Akka.Actor;
using Akka.Event;
using ActorQueue.Contracts;
using ActorQueue.Metrics;

namespace ActorQueue.Callbacks;

/// <summary>
/// Calls progress handlers by name: for each task only with its newest progress, not faster than the interval, and never twice at once. A call that fails is made again after a
/// pause that doubles, with whatever is the newest then. Whoever calls what follows a task's end first asks to have its progress finished. Holds nothing that must survive:
/// after a restart the tasks' next progress brings their handlers' names along.
/// </summary>
internal sealed class ProgressCalls : ReceiveActor, IWithTimers
{
    /// <summary>After so many failures in a row a progress that is still the newest is given up.</summary>
    public const int MaxTries = 5;

    // A handler that hangs keeps its task's line for ever.
    private const int MaxLines = 10_000;

    // Tasks bring the names along, and clients make tasks: no more that nobody has registered are told in the log.
    private const int MaxUnknownNames = 100;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly NamedHandlers<IProgressCallback> _handlers;
    private readonly TimeSpan _interval;
    private readonly QueueMetrics _metrics;
    private readonly Dictionary<TaskId, ProgressLine> _lines = [];
    private readonly HashSet<string> _unknownNames = new(StringComparer.Ordinal);

    public ProgressCalls(NamedHandlers<IProgressCallback> handlers, TimeSpan interval, QueueMetrics metrics)
    {
        (_handlers, _interval, _metrics) = (handlers, interval, metrics);
        Receive<ProgressMade>(Take);
        Receive<ProgressCallEnded>(End);
        Receive<ProgressCallDue>(message => Wake(message.Id));
        Receive<FinishProgress>(Finish);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private CancellationTokenSource Stop { get; } = new();

    public static Props Props(NamedHandlers<IProgressCallback> handlers, TimeSpan interval, QueueMetrics metrics) =>
        Akka.Actor.Props.Create(() => new ProgressCalls(handlers, interval, metrics));

    // What handlers registered on the token is their code: it may block or throw.
    protected override void PostStop() => _ = Stop.CancelAsync();

    private void Take(ProgressMade message)
    {
        if (_lines.TryGetValue(message.Task.Id, out var line))
        {
            line.Newest = message.Task;
            Go(line);
        }
        else if (_handlers.Find(message.Handler) is not { } handler)
        {
            TellUnknown(message.Handler);
        }
        else if (_lines.Count < MaxLines)
        {
            line = new ProgressLine(message.Task.Id, message.Handler, handler) { Newest = message.Task };
            _lines.Add(line.Id, line);
            Go(line);
        }
    }

    private void Finish(FinishProgress message)
    {
        if (!_lines.TryGetValue(message.Id, out var line))
        {
            Sender.Tell(ProgressFinished.Instance);
            return;
        }

        line.Finishers.Add(Sender);
        Timers.Cancel(line.Id);
        line.IsResting = false;
        Go(line);
    }

    private void Wake(TaskId id)
    {
        // The timer may have gone off just before it was cancelled.
        if (_lines.TryGetValue(id, out var line))
        {
            line.IsResting = false;
            Go(line);
        }
    }

    /// <summary>Calls, if there is something to tell and the time has come; lets the line go when there is nothing.</summary>
    private void Go(ProgressLine line)
    {
        if (line.IsCalling || line.IsResting)
        {
            return;
        }

        if (line.Newest is { } task)
        {
            line.Newest = null;
            line.IsCalling = true;
            line.CallAsync(task, Stop.Token).PipeTo(Self, success: exception => new ProgressCallEnded(task, exception));
        }
        else
        {
            _lines.Remove(line.Id);
            line.Finishers.ForEach(finisher => finisher.Tell(ProgressFinished.Instance));
        }
    }

    private void End(ProgressCallEnded call)
    {
        var line = _lines[call.Task.Id];
        line.IsCalling = false;
        var pause = _interval;
        if (call.Exception is null)
        {
            line.Failures = 0;
        }
        else
        {
            line.Failures++;
            pause = PauseAfter(line.Failures);
            _metrics.CountCallbackFailure(line.Handler);
            _log.Warning(call.Exception, "Queue: Progress handler {0} has thrown for task {1}, {2} in a row", line.Handler, line.Id, line.Failures);
            if (line.Failures < MaxTries && !line.IsFinishing)
            {
                line.Newest ??= call.Task;
            }
        }

        if (!line.IsFinishing)
        {
            line.IsResting = true;
            Timers.StartSingleTimer(line.Id, new ProgressCallDue(line.Id), pause);
        }

        Go(line);
    }

    private TimeSpan PauseAfter(int failures)
    {
        var pause = ShortestPause * Math.Pow(2, Math.Min(failures, MaxTries) - 1);
        return pause > LongestPause ? LongestPause : pause < _interval ? _interval : pause;
    }

    private void TellUnknown(string name)
    {
        if (_unknownNames.Count < MaxUnknownNames && _unknownNames.Add(name))
        {
            _log.Warning("Queue: No progress handler is registered under the name {0}; this process has: {1}", name, string.Join(", ", _handlers.Names));
        }
    }
}
