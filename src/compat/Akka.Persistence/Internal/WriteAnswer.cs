using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Internal;

/// <summary>The replies to one <see cref="WriteMessages"/>: first for the whole, then one for each event in order.</summary>
internal sealed class WriteAnswer
{
    private readonly WriteMessages _request;
    private readonly IImmutableList<Exception>? _rejections;
    private readonly Exception? _failure;
    private readonly int _writeCount;

    private WriteAnswer(WriteMessages request, int writeCount, IImmutableList<Exception>? rejections, Exception? failure)
    {
        _request = request;
        _writeCount = writeCount;
        _rejections = rejections;
        _failure = failure;
    }

    public static WriteAnswer From(WriteMessages request, int writeCount, Task<IImmutableList<Exception>> stored)
    {
        if (!stored.IsCompletedSuccessfully)
        {
            var cause = stored.Exception?.GetBaseException() ?? new OperationCanceledException("The write was cancelled.");
            return new WriteAnswer(request, writeCount, null, cause);
        }

        var rejections = stored.Result is { Count: > 0 } some ? some : null;
        var failure = rejections is not null && rejections.Count != writeCount
            ? new InvalidOperationException(
                $"WriteMessagesAsync returned {rejections.Count} results for {writeCount} writes; it must return one for each, or none.")
            : null;
        return new WriteAnswer(request, writeCount, rejections, failure);
    }

    public void Send(IActorRef journal)
    {
        var actor = _request.PersistentActor;
        actor.Tell(_failure is null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(_failure, _writeCount), journal);
        var index = 0;
        foreach (var envelope in _request.Messages)
        {
            if (envelope is AtomicWrite write)
            {
                var rejection = _failure is null ? _rejections?[index] : null;
                index++;
                foreach (var e in write.Events)
                {
                    // The sender of the command, so that the handler can reply to it.
                    actor.Tell(ReplyFor(e, rejection), e.Sender);
                }
            }
            else
            {
                actor.Tell(new LoopMessageSuccess(envelope.Payload, _request.ActorInstanceId), envelope.Sender);
            }
        }
    }

    private object ReplyFor(IPersistentRepresentation e, Exception? rejection)
    {
        if (_failure is not null)
        {
            return new WriteMessageFailure(e, _failure, _request.ActorInstanceId);
        }

        return rejection is not null
            ? new WriteMessageRejected(e, rejection, _request.ActorInstanceId)
            : new WriteMessageSuccess(e, _request.ActorInstanceId);
    }
}
