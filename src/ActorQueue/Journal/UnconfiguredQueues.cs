using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;
using ActorQueue.Core;
using ActorQueue.Hosting;

namespace ActorQueue.Journal;

/// <summary>
/// Says at start which queues of this database have tasks and are not configured: those tasks wait until the queue is configured again, and nobody else would tell.
/// Reads the journals one after another beside the running queues, writes nothing, and stops when it is through.
/// </summary>
internal sealed class UnconfiguredQueues : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<string> _names;
    private string _name = "";

    public UnconfiguredQueues(IEnumerable<string> names)
    {
        _names = new Queue<string>(names);
        Receive<LoadedSnapshot>(Replay);
        Receive<LiveTasksCounted>(Tell);
        Receive<Status.Failure>(failure => GiveUp(failure.Cause.Message));
        Receive<Terminated>(_ => GiveUp("its journal cannot be read"));
    }

    public static Props Props(IReadOnlyList<string> names) => Akka.Actor.Props.Create(() => new UnconfiguredQueues(names));

    // A journal that cannot be read is none of a running queue's business.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => LookAtNext();

    private void LookAtNext()
    {
        if (_names.TryDequeue(out _name!))
        {
            new QueueSnapshots(Context.System, QueueRuntime.PersistenceIdOf(_name), PriorityOrder.Instance).LoadLatestAsync().PipeTo(Self);
        }
        else
        {
            Context.Stop(Self);
        }
    }

    private void Replay(LoadedSnapshot from)
    {
        var name = _name;
        Context.Watch(Context.ActorOf(Akka.Actor.Props.Create(() => new JournalReader(QueueRuntime.PersistenceIdOf(name), from)), $"reader-{name}"));
    }

    private void Tell(LiveTasksCounted counted)
    {
        Context.Unwatch(Sender);
        if (counted.Tasks > 0)
        {
            _log.Warning(
                "Queue: Waiting until their queue '{1}' is configured again (actorqueue.queues.{1}, or actorqueue.queue.name): {0}", Counted.Of(counted.Tasks, "task"), _name);
        }

        LookAtNext();
    }

    private void GiveUp(string reason)
    {
        _log.Warning("Queue: Whether tasks of the queue '{0}' wait, which is not configured, is not known: {1}", _name, reason);
        LookAtNext();
    }

    private sealed record LiveTasksCounted(long Tasks);

    /// <summary>Replays one journal, tells its parent how many tasks have not ended, and stops.</summary>
    private sealed class JournalReader : ReceivePersistentActor
    {
        private readonly LoadedSnapshot _from;

        public JournalReader(string persistenceId, LoadedSnapshot from)
        {
            PersistenceId = persistenceId;
            _from = from;
            Recover<SnapshotOffer>(_ => { });
            Recover<JournaledEvents>(row => _from.State.Replay(row.FirstPosition, row.Events));
            Recover<RecoveryCompleted>(_ => Count());
        }

        public override string PersistenceId { get; }

        public override Recovery Recovery => new(_from.Criteria);

        private void Count()
        {
            Context.Parent.Tell(new LiveTasksCounted(_from.State.Depths().Sum(depth => depth.Tasks)));
            Context.Stop(Self);
        }
    }
}
