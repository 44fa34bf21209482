using Akka.Actor;
using Akka.Event;
using ActorQueue.Hosting;
using ActorQueue.Workers;

namespace ActorQueue.History;

/// <summary>Queue → history: these tasks are finished and committed; every finished task up to the position is among those sent so far.</summary>
internal sealed record ProjectFinished(long UpToPosition, IReadOnlyList<FinishedTask> Tasks);

/// <summary>History → queue: everything up to the position is in the tables.</summary>
internal sealed record TasksProjected(long UpToPosition);

/// <summary>
/// Writes finished tasks to the tables and says how far it is; until then the queue keeps them, so nothing is lost when this actor or the process dies.
/// Talks to the queue that last said <see cref="QueueOnline"/>. When the database fails it throws, is restarted by its parent with backoff, and the queue sends
/// again what was not confirmed. Sweeps what is older than the retention; that of the default queue also what is left of queues that are not configured any more.
/// </summary>
internal sealed class HistoryProjection : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ActorQueueSettings _settings;
    private readonly TimeProvider _time;
    private HistoryStore? _store;

    public HistoryProjection(ActorQueueSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        Receive<ProjectFinished>(Project);
        Receive<SweepDue>(_ => Sweep());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ActorQueueSettings settings, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new HistoryProjection(settings, time)).WithDispatcher("actorqueue.history-dispatcher");

    protected override void PreStart()
    {
        _store = HistoryStore.Open(_settings.ConnectionString, _settings.Cipher);
        if (_settings.History.CleanupEnabled)
        {
            Timers.StartPeriodicTimer(nameof(SweepDue), SweepDue.Instance, _settings.History.CleanupInterval);
        }
    }

    protected override void PostStop() => _store?.Dispose();

    private void Project(ProjectFinished message)
    {
        _store!.Write(_settings.QueueName, message.UpToPosition, message.Tasks);
        Sender.Tell(new TasksProjected(message.UpToPosition));
    }

    private void Sweep()
    {
        var before = _time.GetUtcNow() - _settings.History.Retention;
        var deleted = SweptQueues().Sum(queue => _store!.Sweep(queue, before, _settings.History.MaxRows));
        if (deleted > 0)
        {
            _log.Info("History: swept {0} finished tasks past their retention", deleted);
        }
    }

    private IEnumerable<string> SweptQueues() =>
        _settings.IsDefaultQueue ? _store!.Queues().Except(_settings.OtherQueues.Select(other => other.QueueName)) : [_settings.QueueName];

    private sealed record SweepDue
    {
        public static SweepDue Instance { get; } = new();
    }
}
