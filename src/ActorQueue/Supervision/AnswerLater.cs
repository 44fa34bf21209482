using Akka.Actor;

namespace ActorQueue.Supervision;

/// <summary>The outcome of a request that is not answered now: whoever takes the caller answers it, once.</summary>
internal sealed record AnswerLater(Action<Caller> Take);

/// <summary>Whom a request is answered to.</summary>
/// <param name="Client">The gateway.</param>
/// <param name="Number">The request's number there.</param>
internal readonly record struct Caller(IActorRef Client, long Number);
