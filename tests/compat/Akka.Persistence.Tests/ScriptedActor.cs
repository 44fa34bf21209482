using Akka.Actor;
using Akka.Persistence;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>Runs the script as a command, in the actor.</summary>
public sealed record Do(Action<ScriptedActor> Script) : INoSerializationVerificationNeeded;

/// <summary>Runs the script as an asynchronous command.</summary>
public sealed record DoAsync(Func<ScriptedActor, Task> Script) : INoSerializationVerificationNeeded;

public sealed record Replayed(object Event, long SequenceNr);

public sealed record Offered(object Snapshot, long SequenceNr);

public sealed record Ready(long SequenceNr);

public sealed record Rejected(object Event, string Reason);

public sealed record Failed(object Event, string Reason);

public sealed record RecoveryFailed(Exception Cause) : INoSerializationVerificationNeeded;

/// <summary>What a scripted actor is started with.</summary>
public sealed record Script
{
    public string Id { get; init; } = "p-1";

    public Recovery Recovery { get; init; } = Recovery.Default;

    public string Journal { get; init; } = string.Empty;

    public string SnapshotStore { get; init; } = string.Empty;

    /// <summary>Runs when recovery has completed.</summary>
    public Action<ScriptedActor> AtReady { get; init; } = _ => { };

    /// <summary>Runs for each replayed event.</summary>
    public Action<ScriptedActor, object> AtReplay { get; init; } = (_, _) => { };
}

/// <summary>A persistent actor that does what each message says, and tells the probe what happens to it.</summary>
public sealed class ScriptedActor : ReceivePersistentActor
{
    private readonly Script _script;

    public ScriptedActor(Script script, IActorRef probe)
    {
        _script = script;
        Probe = probe;
        JournalPluginId = script.Journal;
        SnapshotPluginId = script.SnapshotStore;

        Recover<SnapshotOffer>(offer => probe.Tell(new Offered(offer.Snapshot, offer.Metadata.SequenceNr)));
        Recover<RecoveryCompleted>(_ =>
        {
            probe.Tell(new Ready(LastSequenceNr));
            script.AtReady(this);
        });
        RecoverAny(e =>
        {
            script.AtReplay(this, e);
            probe.Tell(new Replayed(e, LastSequenceNr));
        });

        Command<Do>(command => command.Script(this));
        CommandAsync<DoAsync>(command => command.Script(this));
        CommandAny(message => probe.Tell(message));
    }

    public override string PersistenceId => _script.Id;

    public override Recovery Recovery => _script.Recovery;

    public IActorRef Probe { get; }

    public IActorRef Asker => Sender;

    public IActorRef Own => Self;

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Probe.Tell(new Rejected(@event, cause.Message));
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        Probe.Tell(new Failed(@event, cause.Message));
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        base.OnRecoveryFailure(reason, message);
        Probe.Tell(new RecoveryFailed(reason));
    }
}
