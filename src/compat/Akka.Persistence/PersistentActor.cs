namespace Akka.Persistence;

/// <summary>A persistent actor that takes what it does not know as unhandled by returning false.</summary>
public abstract class PersistentActor : Eventsourced
{
    protected override bool Receive(object message) => ReceiveCommand(message);
}
