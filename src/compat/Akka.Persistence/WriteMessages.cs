using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Asks a journal to store the entries in order and to answer for each of them, in order.</summary>
public sealed class WriteMessages(IEnumerable<IPersistentEnvelope> messages, IActorRef persistentActor, int actorInstanceId)
    : IJournalRequest
{
    public IEnumerable<IPersistentEnvelope> Messages { get; } = messages;

    public IActorRef PersistentActor { get; } = persistentActor;

    /// <summary>Tells replies to this incarnation from replies to the one before a restart.</summary>
    public int ActorInstanceId { get; } = actorInstanceId;

    public override string ToString() => $"WriteMessages<actor: {PersistentActor}, instance: {ActorInstanceId}>";
}

/// <summary>First of the replies when the journal took the write; a reply for each event follows.</summary>
public sealed class WriteMessagesSuccessful : IJournalResponse
{
    private WriteMessagesSuccessful()
    {
    }

    public static WriteMessagesSuccessful Instance { get; } = new();
}

/// <summary>First of the replies when the write failed; a <see cref="WriteMessageFailure"/> for each event follows.</summary>
public sealed class WriteMessagesFailed(Exception cause, int writeCount) : IJournalResponse
{
    public Exception Cause { get; } = cause;

    /// <summary>Number of atomic writes that failed.</summary>
    public int WriteCount { get; } = writeCount;

    public override string ToString() => $"WriteMessagesFailed<writes: {WriteCount}, cause: {Cause}>";
}

/// <summary>The event is stored.</summary>
public sealed class WriteMessageSuccess(IPersistentRepresentation persistent, int actorInstanceId) : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public int ActorInstanceId { get; } = actorInstanceId;

    public override string ToString() => $"WriteMessageSuccess<instance: {ActorInstanceId}, {Persistent}>";
}

/// <summary>The event was not stored before anything was written, e.g. because it cannot be serialized.</summary>
public sealed class WriteMessageRejected(IPersistentRepresentation persistent, Exception cause, int actorInstanceId)
    : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public Exception Cause { get; } = cause ?? throw new ArgumentNullException(nameof(cause));

    public int ActorInstanceId { get; } = actorInstanceId;

    public override string ToString() => $"WriteMessageRejected<instance: {ActorInstanceId}, {Persistent}, cause: {Cause}>";
}

/// <summary>The write failed; whether the event is stored is unknown.</summary>
public sealed class WriteMessageFailure(IPersistentRepresentation persistent, Exception cause, int actorInstanceId)
    : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public Exception Cause { get; } = cause ?? throw new ArgumentNullException(nameof(cause));

    public int ActorInstanceId { get; } = actorInstanceId;

    public override string ToString() => $"WriteMessageFailure<instance: {ActorInstanceId}, {Persistent}, cause: {Cause}>";
}

/// <summary>A deferred message has reached its turn.</summary>
public sealed class LoopMessageSuccess(object message, int actorInstanceId) : IJournalResponse, IEquatable<LoopMessageSuccess>
{
    public object Message { get; } = message;

    public int ActorInstanceId { get; } = actorInstanceId;

    public bool Equals(LoopMessageSuccess? other) =>
        other is not null && ActorInstanceId == other.ActorInstanceId && Equals(Message, other.Message);

    public override bool Equals(object? obj) => Equals(obj as LoopMessageSuccess);

    public override int GetHashCode() => HashCode.Combine(Message, ActorInstanceId);

    public override string ToString() => $"LoopMessageSuccess<instance: {ActorInstanceId}, {Message}>";
}
