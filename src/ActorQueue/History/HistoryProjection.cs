using Akka.Actor;
using Akka.Event;
using ActorQueue.Hosting;
using ActorQueue.Storage;
using ActorQueue.Workers;

namespace ActorQueue.History;

/// <summary>Queue → history: these tasks are finished and committed; every finished task up to the position is among those sent so far.</summary>
internal sealed record ProjectFinished(long UpToPosition, IReadOnlyList<FinishedTask> Tasks);

/// <summary>History → queue: everything up to the position is in the tables.</summary>
internal sealed record TasksProjected(long UpToPosition);

/// <summary>
/// Writes finished tasks to the tables and says how far it is; until then the queue keeps them, so nothing is lost when this actor or the process dies.
/// Talks to the queue that last said <see cref="QueueOnline"/>. When the database fails it throws, is restarted by its parent with backoff, and the queue sends
/// again what was not confirmed. Sweeps what is older than the retention.
/// </summary>
internal sealed class HistoryProjection : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HistorySettings _settings;
    private readonly string _connectionString;
    private readonly string _queueName;
    private readonly DataCipher _cipher;
    private readonly TimeProvider _time;
    private HistoryStore? _store;

    public HistoryProjection(string connectionString, string queueName, HistorySettings settings, DataCipher cipher, TimeProvider time)
    {
        _connectionString = connectionString;
        _queueName = queueName;
        _settings = settings;
        _cipher = cipher;
        _time = time;
        Receive<ProjectFinished>(Project);
        Receive<SweepDue>(_ => Sweep());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string connectionString, string queueName, HistorySettings settings, DataCipher cipher, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new HistoryProjection(connectionString, queueName, settings, cipher, time)).WithDispatcher("actorqueue.history-dispatcher");

    protected override void PreStart()
    {
        _store = HistoryStore.Open(_connectionString, _cipher);
        if (_settings.CleanupEnabled)
        {
            Timers.StartPeriodicTimer(nameof(SweepDue), SweepDue.Instance, _settings.CleanupInterval);
        }
    }

    protected override void PostStop() => _store?.Dispose();

    private void Project(ProjectFinished message)
    {
        _store!.Write(_queueName, message.UpToPosition, message.Tasks);
        Sender.Tell(new TasksProjected(message.UpToPosition));
    }

    private void Sweep()
    {
        var deleted = _store!.Sweep(_time.GetUtcNow() - _settings.Retention, _settings.MaxRows);
        if (deleted > 0)
        {
            _log.Info("History: swept {0} finished tasks past their retention", deleted);
        }
    }

    private sealed record SweepDue
    {
        public static SweepDue Instance { get; } = new();
    }
}
