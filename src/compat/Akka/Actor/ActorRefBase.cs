using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Identity of references: path and uid. Subclasses say only where a message goes.</summary>
public abstract class ActorRefBase : IActorRef
{
    protected ActorRefBase()
    {
    }

    public abstract ActorPath Path { get; }

    public void Tell(object message, IActorRef sender) => TellInternal(message, sender ?? ActorRefs.NoSender);

    public override string ToString() =>
        Path.Uid == ActorCell.UndefinedUid ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";

    public bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    public override int GetHashCode() => HashCode.Combine(Path.GetHashCode(), Path.Uid);

    public int CompareTo(IActorRef? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Path.CompareTo(other.Path);
        return order != 0 ? order : Path.Uid.CompareTo(other.Path.Uid);
    }

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        IActorRef other => CompareTo(other),
        _ => throw new ArgumentException($"A reference compares with references only, not with {obj.GetType()}.", nameof(obj)),
    };

    public virtual ISurrogate ToSurrogate(ActorSystem system) =>
        new Surrogate(Serialization.Serialization.SerializedActorPath(this));

    protected abstract void TellInternal(object message, IActorRef sender);

    public class Surrogate : ISurrogate
    {
        public Surrogate(string path) => Path = path;

        public string Path { get; }

        public ISurrogated FromSurrogate(ActorSystem system) =>
            ((ExtendedActorSystem)system).Provider.ResolveActorRef(Path);
    }
}

public abstract class InternalActorRefBase : ActorRefBase, IInternalActorRef
{
    protected InternalActorRefBase()
    {
    }

    public abstract IInternalActorRef Parent { get; }

    public abstract IActorRefProvider Provider { get; }

    public abstract bool IsTerminated { get; }

    public abstract bool IsLocal { get; }

    public abstract IActorRef GetChild(IReadOnlyList<string> name);

    public abstract void Resume(Exception? causedByFailure = null);

    public abstract void Start();

    public abstract void Stop();

    public abstract void Restart(Exception cause);

    public abstract void Suspend();

    public void SendSystemMessage(ISystemMessage message, IActorRef sender) => SendSystemMessage(message);

    public abstract void SendSystemMessage(ISystemMessage message);
}

/// <summary>A reference with nothing behind it; subclasses override what they care for.</summary>
public abstract class MinimalActorRef : InternalActorRefBase
{
    protected MinimalActorRef()
    {
    }

    public override IInternalActorRef Parent => ActorRefs.Nobody;

    public override bool IsLocal => true;

    public override bool IsTerminated => false;

    public override IActorRef GetChild(IReadOnlyList<string> name) =>
        name.All(string.IsNullOrEmpty) ? this : ActorRefs.Nobody;

    public override void Resume(Exception? causedByFailure = null)
    {
    }

    public override void Start()
    {
    }

    public override void Stop()
    {
    }

    public override void Restart(Exception cause)
    {
    }

    public override void Suspend()
    {
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}

public abstract class ActorRefWithCell : InternalActorRefBase
{
    protected ActorRefWithCell()
    {
    }

    public abstract ICell Underlying { get; }

    public abstract IEnumerable<IActorRef> Children { get; }

    public abstract IInternalActorRef GetSingleChild(string name);
}

public sealed class Nobody : MinimalActorRef
{
    public static readonly Nobody Instance = new();

    private Nobody()
    {
    }

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/Nobody");

    public override IActorRefProvider Provider =>
        throw new NotSupportedException("Nobody belongs to no actor system and has no provider.");

    public override ISurrogate ToSurrogate(ActorSystem system) => new NobodySurrogate();

    public class NobodySurrogate : ISurrogate
    {
        public ISurrogated FromSurrogate(ActorSystem system) => Nobody.Instance;
    }
}

public static class ActorRefs
{
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>Null: the message has no sender.</summary>
    public static readonly IActorRef NoSender = null!;
}
